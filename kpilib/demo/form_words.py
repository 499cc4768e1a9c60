"""Words of the survey forms in the three languages."""

EMAIL = {
    "es": "Dirección de correo electrónico",
    "en": "E-mail (if you want an answer)",
    "fi": "Sähköpostiosoite",
}
TIMESTAMP = {"es": "Marca temporal", "en": "Timestamp", "fi": "Aikaleima"}
WOULD_BUY = {
    "es": ("¿Compraría el paquete de inicio?", "Sí", "No"),
    "en": ("Would you buy the start package?", "Yes", "No"),
    "fi": ("Ostaisitko aloituspaketin?", "Kyllä", "Ei"),
}
# Somebody made this survey by hand and chose the wrong scale.
RECOMMEND_OF_FIVE = {
    "es": "¿Nos recomendaría a un colega? (1-5)",
    "en": "Would you recommend us to a colleague? (1-5)",
    "fi": "Suosittelisitko meitä kollegalle? (1-5)",
}
