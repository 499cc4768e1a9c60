"""Questions and polls of the sessions, in the three languages; all of them invented."""

QUESTIONS = {
    "es": [
        "¿Cuántos indicadores caben en un tablero?",
        "¿La plantilla sirve para una empresa pequeña?",
        "¿Quién debería ser dueño de cada indicador?",
        "¿Cada cuánto se revisan las metas?",
        "¿Compartirán la presentación?",
        "¿Cómo se mide algo que cambia despacio?",
    ],
    "en": [
        "How many indicators fit on one dashboard?",
        "Does the template work for a small team?",
        "Who should own each number?",
        "How often do you change a target?",
        "Will you share the slides?",
        "What if two departments count differently?",
    ],
    "fi": [
        "Montako mittaria mahtuu yhdelle taululle?",
        "Sopiiko pohja pienelle tiimille?",
        "Kenen pitäisi omistaa mittari?",
        "Kuinka usein tavoitetta tarkistetaan?",
        "Jaatteko esityksen?",
        "Miten mitataan asiaa, joka muuttuu hitaasti?",
    ],
}
REPLIES = {
    "es": "Sí, la enviamos por correo.",
    "en": "Yes, by mail tomorrow.",
    "fi": "Kyllä, lähetämme sen sähköpostilla.",
}
USEFUL = {
    "es": "¿Le resultó útil la sesión? (1-5)",
    "en": "Was this session useful to you? (1-5)",
    "fi": "Oliko tilaisuus hyödyllinen? (1-5)",
}
FIRST_STEP = {
    "es": "¿Qué hará primero?",
    "en": "What will you do first?",
    "fi": "Mitä teet ensin?",
}
FIRST_STEPS = {
    "es": ["Elegir tres indicadores", "Hablar con mi equipo", "Probar la plantilla", "Limpiar los datos"],
    "en": ["Choose three indicators", "Talk to my team", "Try the template", "Clean the data"],
    "fi": ["Valitsen kolme mittaria", "Puhun tiimille", "Kokeilen pohjaa", "Siivoan tiedot"],
}
