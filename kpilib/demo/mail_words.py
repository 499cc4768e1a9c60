"""Subjects of the mail campaigns, and names of the automated flows."""

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
FOLLOW_UP = {"es": "Seguimiento", "en": "Follow-up", "fi": "Jatkoviestit"}
ABSENTEES = {"es": "Grabación para ausentes", "en": "Recording for absentees", "fi": "Tallenne poisjääneille"}
