"""What the demo's people typed into the params files, in the language of each event."""

HOLIDAY = {"es": "Puente: muchas oficinas cerradas", "en": "Public holiday", "fi": "Pyhäpäivä"}
STORM = {"es": "Temporal, cortes de luz", "en": "Storm, power cuts", "fi": "Myrsky, sähkökatkoja"}
KIT = ("title", "description", "graphics", "presentation_folder")
CHANNELS = ("Newsletter", "LinkedIn", "Partner", "Reminder")

# what, owner, days after the event, kpi, expected change
ACTIONS = {
    "es": [
        ("Insertar el vídeo en tres artículos del blog", "Lucía R.", 18, "leads", 5.0),
        ("Enviar el recordatorio una hora antes", "Nerea L.", 21, "attendance_rate", 0.05),
    ],
    "en": [
        ("Ask the challenge question first on the form", "Grace H.", 20, "qualified_registrations", 10.0),
        ("Call the leads who asked for a demo", "Head of sales", 10, "qualified_leads", 4.0),
    ],
    "fi": [
        ("Lähetetään tallenne uutiskirjeessä", "Eero S.", 16, "content_downloads", 20.0),
        ("Sovitaan kumppanin kanssa yhteisestä kutsusta", "Tuomas A.", 30, "registrations", 15.0),
    ],
}
TROUBLE_ACTIONS = [
    ("Probar sonido y conexión dos horas antes con dos personas", "Tuomas A.", 9, "complaints", "-20"),
    ("Programar el recordatorio al publicar el evento", "Nerea L.", 14, "attendance_rate", 0.2),
]
REUSE = {
    "es": "Artículos «Qué es un tablero» y «Plantillas»; el vídeo va arriba.",
    "en": "The articles on targets and on templates; the video goes on top.",
    "fi": "Artikkelit mittareista ja pohjista; video ylimmäksi.",
}
# Why a topic was chosen, and what its analysis came to; one after the other over the events of a language.
TOPIC_ANALYSIS = {
    "es": [
        ("Cinco clientes preguntaron por lo mismo en un mes", "Buen tema: se hace con una plantilla nueva"),
        (
            "Hay plantilla nueva y pocas búsquedas sobre ella",
            "Tema con demanda; la revisión de funciones, más tarde",
        ),
    ],
    "en": [
        (
            "The support desk met this question eleven times since autumn",
            "A good topic: a new template goes with it",
        ),
        (
            "Three partners asked for it; little is written about it",
            "A good topic; the feature tour comes later",
        ),
    ],
    "fi": [
        ("Asiakastuki sai samasta aiheesta yhdeksän kysymystä", "Hyvä aihe: mukaan uusi pohja"),
        (
            "Kumppanit toivoivat aihetta; ominaisuuksien esittely ei kiinnosta",
            "Hyvä aihe; esittely myöhemmin",
        ),
    ],
}
LEARNT = {
    "es": {
        "Q13": "El ejemplo con datos propios funcionó; la próxima vez, menos teoría al principio.",
        "Q15": "La demostración se hizo larga; las preguntas del final gustaron.",
    },
    "en": {
        "Q13": "The worked example held people; next time it comes before the theory.",
        "Q15": "The tour of features did not resonate; the questions at the end did.",
    },
    "fi": {
        "Q13": "Oma esimerkki toimi; ensi kerralla vähemmän teoriaa alkuun.",
        "Q15": "Esittelyosuus venyi; lopun kysymyksistä pidettiin.",
    },
}
LEARNT_OF_TROUBLE = {
    "Q13": "Sin sonido no hay evento: hay que probarlo antes. Nadie envió el recordatorio.",
    "Q15": "Casi nadie oyó la segunda parte; el ponente respondió después por correo.",
}

WORKSPACE = """\
# The demo's organisation. It and all its people are invented; addresses are at example.* only.
organisation: Torrevalo Analytics
currency: EUR
exchange_rates: {USD: {2025-01: 0.97}}
timezone: Europe/Madrid
languages: [es, fi, en]
window_days: 14
roi_window_days: 90
smallest_relevant_leads: 40
value_per_lead: 60
internal_domains: [torrevalo.example.com]
internal_people: [paula.freelance@example.org]
channels:
  Newsletter: [newsletter, email]
  LinkedIn: [linkedin, LinkedIn Ads, Organic Social]
  Google Ads: [google, google ads, Paid Search]
  Website: [website, Direct, Organic Search]
  Partner: [partner, Referral]
kpis:
  registrations: {owner: Lucía R., measurer: Nerea L., cadence: every event, goal: 180, due: 2026-12-31}
  qualified_registrations: {owner: Lucía R., measurer: Nerea L., cadence: every event}
  attendees: {owner: Grace H., measurer: Nerea L., cadence: every event}
  walk_ins: {owner: Grace H., cadence: every event}
  attendance_rate:
    {owner: Grace H., measurer: Nerea L., cadence: every event, goal: 0.5,
     comparator: {name: Partner's webinars, value: 0.42, on: 2026-01-31}}
  attendance_per_qualified_registration: {owner: Grace H., cadence: every event}
  minutes_attended: {owner: Eero S., cadence: every event}
  minutes_per_attendee: {owner: Eero S., cadence: every event}
  alignment_index: {owner: Lucía R., measurer: Nerea L., cadence: every event, goal: 4}
  channel_completion_rate: {owner: Nerea L., measurer: Nerea L., cadence: every event, goal: 1}
  engagement_rate: {owner: Grace H., measurer: Nerea L., cadence: every event, goal: 0.7}
  content_downloads: {owner: Eero S., measurer: Nerea L., cadence: 14 days after each event}
  complaints: {owner: Tuomas A., measurer: Nerea L., cadence: every event}
  leads:
    {owner: Tuomas A., measurer: Nerea L., cadence: 14 days after each event, goal: 40, due: 2026-12-31,
     okr: More demand}
  qualified_leads: {owner: Tuomas A., measurer: Nerea L., cadence: 14 days after each event, okr: More demand}
  revenue: {owner: Head of sales, measurer: Nerea L., cadence: 90 days after each event}
  pipeline_value: {owner: Head of sales, cadence: monthly}
  cost: {owner: Lucía R., cadence: every event}
  roi: {owner: Head of sales, cadence: 90 days after each event, goal: 0.2}
  cost_per_lead: {owner: Lucía R., cadence: 14 days after each event}
  cost_per_registration: {owner: Lucía R., cadence: every event}
  cost_per_attendee: {owner: Lucía R., cadence: every event}
  nps: {owner: Eero S., measurer: Nerea L., cadence: every event, goal: 40}
  csat: {owner: Eero S., measurer: Nerea L., cadence: every event, goal: 0.8}
  ses: {owner: Eero S., measurer: Nerea L., cadence: every event, goal: 4}
  email_click_rate:
    {owner: Nerea L., measurer: Nerea L., cadence: every event, goal: 0.03,
     comparator: {name: The trade, value: 0.03, on: 2026-01-31}}
  followers:
    {owner: Eero S., measurer: Nerea L., cadence: three times a month, goal: 3200, due: 2026-12-31,
     network: LinkedIn, audience: managers of small companies, okr: More demand}
  positive_mention_rate:
    {owner: Eero S., measurer: Grace H., cadence: every event, goal: 0.6, network: LinkedIn,
     audience: managers of small companies}
  registered_lead_rate: {owner: Tuomas A., measurer: Nerea L., cadence: 14 days after each event, goal: 0.25}
  cost_per_qualified_registration: {owner: Lucía R., measurer: Nerea L., cadence: every event}
exclude_from_history: []
privacy: {k: 5, quotes: false}
demo: true
"""
