"""What the posts and videos say."""

TEASER = {
    "es": "En nueve días: «{title}». Inscripción abierta.",
    "en": "In nine days: {title}. Registration is open.",
    "fi": "Yhdeksän päivän päästä: {title}. Ilmoittautuminen on auki.",
}
TODAY = {
    "es": "Hoy: «{title}», en directo.",
    "en": "Today, live: {title}.",
    "fi": "Tänään suorana: {title}.",
}
RECORDING = {
    "es": "{title} (grabación)",
    "en": "{title} (recording)",
    "fi": "{title} (tallenne)",
}
