"""Names, questions and answers in the three languages of the demo; all of them invented."""


def _words(text: str) -> list[str]:
    return text.split()


FIRST_NAMES = {
    "es": _words(
        "Lucía Mateo Carmen Álvaro Inés Hugo Rocío Diego Marta Pablo Nuria Sergio Elena Iván "
        "Pilar Raúl Sofía Andrés Teresa Bruno Claudia Jorge Alba Víctor Noelia Tomás Irene "
        "Gonzalo Julia Óscar"
    ),
    "en": _words(
        "Amelia Oliver Grace Harry Nora Declan Ruby Ewan Priya Samuel Isla Marcus Chloe Liam Maya "
        "Adrian Holly Connor Zara Edwin Abigail Rhys Hannah Dylan Leah Patrick Naomi George Tessa "
        "Arjun"
    ),
    "fi": _words(
        "Aino Eero Helmi Onni Kerttu Väinö Liisa Juhani Sanna Antti Päivi Mikko Riikka Jussi "
        "Tuuli Olli Henna Petri Marjo Ville Outi Timo Elina Kalle Satu Markus Johanna Arto Minna "
        "Lauri"
    ),
}
LAST_NAMES = {
    "es": _words(
        "Robledo Cifuentes Bermejo Salcedo Quiroga Valverde Palacios Montero Arjona Lozano Ibarra "
        "Cuesta Peralta Olmedo Zamora Barrios Carvajal Escudero Galván Heredia Luján Marín Navas "
        "Ortega Pineda Requena Sáez Trujillo Urbina Villalba Ybarra Zorita"
    ),
    "en": _words(
        "Ashdown Barlow Carver Denholm Eastwick Fairley Garrick Hartwell Ingram Jessop Kershaw "
        "Langton Merrick Northcote Oakley Pemberton Quayle Radcliffe Selwyn Thorne Underhill "
        "Vickers Wainwright Yardley Alcott Birch Colby Draper Ellery Fenwick Goddard Hale"
    ),
    "fi": _words(
        "Aaltonen Hakala Ikonen Jokela Kallio Laaksonen Mäkelä Niskanen Ojala Peltola Rantanen "
        "Salmi Tuominen Uusitalo Väisänen Ylönen Autio Eskola Harju Karvonen Lehtola Mustonen "
        "Nurmi Paasonen Rinne Saarela Toivola Vainio Koskela Heikkilä Lampinen Suomela"
    ),
}
COUNTRIES = {
    "es": {"Spain": 70, "Mexico": 12, "Colombia": 9, "Chile": 5, "Argentina": 4},
    "en": {"United Kingdom": 48, "Ireland": 14, "Germany": 12, "Netherlands": 10, "India": 9, "Sweden": 7},
    "fi": {"Finland": 95, "Sweden": 5},
}
COMPANIES = _words(
    "nortek alfar brisal cortesia delmira estiva ferrol.labs galena hilaria imbera jarama "
    "koivu lumipuu mansikka nevasta ostrea pihlaja quercia ruskea sorsa tammio ulmera vantio "
    "wickerby yarrow zafra aldermoor brackley coldwell dunmere elmstead foxhill granby "
    "harlow.works inchmoor kirkstone"
)

CHALLENGE = {
    "es": "¿Cuál es su desafío?",
    "en": "What is your challenge?",
    "fi": "Mikä on haasteesi?",
}
NON_ANSWERS = {
    "es": ["", "", "", "nada", "-", "ninguno", "N/A", "."],
    "en": ["", "", "", "none", "-", "n/a", "nothing", "None"],
    "fi": ["", "", "", "ei mitään", "-", "ei ole", "n/a", "Ei mitään"],
}
MEANINGFUL = {
    "es": [
        "Que la dirección mire el tablero cada semana",
        "Tenemos demasiados indicadores y ninguno se usa",
        "Unir los datos del CRM con los de la web",
        "Saber si los eventos traen clientes",
        "Poner metas que no sean un deseo",
        "Explicar el ROI, sin hojas de cálculo eternas",
        "Bajar la estrategia a cada área",
        "Medir la satisfacción después del servicio",
        "El equipo no confía en los números",
        "Pasar de informes mensuales a decisiones",
        "Elegir pocos KPI para una pyme",
        "Conseguir que respondan la encuesta",
    ],
    "en": [
        "Getting managers to look at the dashboard",
        "Too many reports, no decisions",
        "Joining CRM and web data",
        "Proving that webinars bring customers",
        "Setting targets that people believe",
        "Cleaning spreadsheets takes two days a month",
        "Linking strategy to daily work",
        "Low response to our surveys",
        "Nobody owns the numbers",
        'Defining what a "qualified lead" is',
        "Choosing five KPIs out of fifty",
        "Measuring return, not clicks",
    ],
    "fi": [
        "Johto ei katso mittareita",
        "Liikaa raportteja, liian vähän päätöksiä",
        "CRM:n ja verkkosivujen tietojen yhdistäminen",
        "Miten osoittaa tapahtumien hyöty",
        "Realististen tavoitteiden asettaminen",
        "Strategian vieminen arkeen",
        "Kyselyihin ei vastata",
        "Kukaan ei omista lukuja",
        "Mittareita on viisikymmentä, mikä niistä ratkaisee?",
        "Asiakaspalautteen kerääminen, nopeasti",
        "Excelistä eroon pääseminen",
        "Markkinoinnin tuoton laskeminen",
    ],
}
SOURCES = {
    "Newsletter": 34,
    "newsletter": 6,
    "LinkedIn": 24,
    "linkedin": 4,
    "Google Ads": 14,
    "Website": 10,
    "Partner": 6,
    "": 2,
}
RECOMMEND = {
    "es": "¿Qué probabilidad hay de que recomiende este webinar a un colega? (0-10)",
    "en": "How likely is it that you would recommend this webinar to a colleague? (0-10)",
    "fi": "Kuinka todennäköisesti suosittelisit tätä webinaaria kollegalle? (0-10)",
}
SATISFIED = {
    "es": "¿Qué tan satisfecho está con el webinar?",
    "en": "How satisfied were you with the webinar?",
    "fi": "Kuinka tyytyväinen olit webinaariin?",
}
SATISFACTION = {  # 1 to 5
    "es": [
        "Muy insatisfecho",
        "Insatisfecho",
        "Ni satisfecho ni insatisfecho",
        "Satisfecho",
        "Muy satisfecho",
    ],
    "en": [
        "Very dissatisfied",
        "Dissatisfied",
        "Neither satisfied nor dissatisfied",
        "Satisfied",
        "Very satisfied",
    ],
    "fi": [
        "Erittäin tyytymätön",
        "Tyytymätön",
        "Ei tyytyväinen eikä tyytymätön",
        "Tyytyväinen",
        "Erittäin tyytyväinen",
    ],
}
SERVICE = {  # ease of use, then the service itself; 1 to 5
    "es": (
        "¿Fue fácil entrar y preguntar? (1-5)",
        "Servicio: ¿le atendimos bien? (1-5)",
        "Servicio: ¿le informamos bien antes del webinar? (1-5)",
    ),
    "en": (
        "How easy was it to join and to ask? (1-5)",
        "Service: how well did we look after you? (1-5)",
        "Service: how well did we inform you beforehand? (1-5)",
    ),
    "fi": (
        "Kuinka helppoa oli liittyä ja kysyä? (1-5)",
        "Palvelu: kuinka hyvin autoimme sinua? (1-5)",
        "Palvelu: kuinka hyvin kerroimme asiat etukäteen? (1-5)",
    ),
}
TROUBLE = {
    "es": ("¿Tuvo problemas técnicos?", "Sí", "No"),
    "en": ("Did you have technical trouble?", "Yes", "No"),
    "fi": ("Oliko sinulla teknisiä ongelmia?", "Kyllä", "Ei"),
}
COMMENT = {
    "es": "¿Qué podemos mejorar?\n(comentario libre)",
    "en": "What could we do better?\n(free comment)",
    "fi": "Mitä voisimme parantaa?\n(vapaa kommentti)",
}
COMMENTS = {
    "es": [
        "",
        "",
        "",
        "Muy claro, gracias.",
        "Más ejemplos de pymes, por favor.",
        "Un poco más de tiempo para preguntas.",
        "La plantilla ya la usamos.",
        "Quisiera la grabación.",
    ],
    "en": [
        "",
        "",
        "",
        "Clear and to the point.",
        "More time for questions, please.",
        "Show the template earlier.",
        "We use the checklist already.",
        "Please share the recording.",
    ],
    "fi": [
        "",
        "",
        "",
        "Selkeä esitys, kiitos.",
        "Enemmän esimerkkejä, kiitos.",
        "Lisää aikaa kysymyksille.",
        "Tarkistuslista on jo käytössä.",
        "Jakaisitteko tallenteen?",
    ],
}
TROUBLE_COMMENTS = {
    "es": ["El sonido se cortaba.", "La imagen se congeló dos veces.", "Perdí la conexión y no pude volver."],
    "en": ["The sound kept breaking up.", "The picture froze twice.", "I lost the connection."],
    "fi": ["Ääni pätki.", "Kuva jäätyi kahdesti.", "Yhteys katkesi."],
}
