"""Subjects of the mail campaigns."""

INVITATION = {
    "es": "{title}: le invitamos al webinar",
    "en": "{title}: you are invited",
    "fi": "{title}: tervetuloa webinaariin",
}
REMINDER = {
    "es": "Mañana: {title}",
    "en": "Tomorrow: {title}",
    "fi": "Huomenna: {title}",
}
NEWSLETTER = "Torrevalo: three numbers of the month"
