"""Small invented exports in other languages, with other marks and of older generations, with their totals."""

import json

# Format, text, totals; a name says what is special.
LOCALES: dict[str, tuple[str, str, dict[str, float]]] = {
    "zoom attendees, Spanish": ("zoom_webinar_attendee", """Informe de asistentes
Informe generado,20/05/2026 08:00:11
Tema,ID de seminario web,Hora de inicio real,Duración real (minutos),N.º inscritos,N.º cancelados,Espectadores exclusivos
Embudos,811 2222 3333,19/05/2026 15:50:00,72,3,0,2
Detalles del anfitrión
Asistió,Nombre de usuario (nombre original),Correo electrónico,Hora de entrada,Hora de salida,\
Tiempo en la sesión (minutos),Es invitado
Sí,Host Person,host@example.com,19/05/2026 15:50:00,19/05/2026 17:01:02,72,No
Detalles de asistente
Asistió,Nombre de usuario (nombre original),Nombre,Apellido,Correo electrónico,Hora de inscripción,\
Estado de aprobación,Hora de entrada,Hora de salida,Tiempo en la sesión (minutos),Es invitado,Nombre de país/región
Sí,Íñigo Peñalver,Íñigo,Peñalver,inigo@example.com,02/05/2026 09:15:20,aprobado,19/05/2026 16:00:00,\
19/05/2026 16:30:00,30,Sí,España
Sí,Aino Järvinen,Aino,Järvinen,aino@example.org,14/05/2026 21:00:01,aprobado,19/05/2026 16:10:00,\
19/05/2026 16:30:00,20,Sí,Finlandia
No,Tom Okafor,Tom,Okafor,tom@example.net,16/05/2026 07:10:00,aprobado,--,--,--,--,
""", {"registrants": 3, "unique_attendees": 2, "attended_rows": 2, "minutes_sum_reported": 50,
      "minutes_union_total": 50, "unique_hosts": 1}),
    "zoom registrations, phone and question": ("zoom_webinar_registration", """Registration Report
Report generated time,05/20/2026 08:01:00 AM
Topic,Webinar ID,Scheduled Time,Duration (minutes),# Registered,# Cancelled
Embudos,811 2222 3333,"May 19, 2026 4:00 PM",60,2,1
Attendee Details
First Name,Last Name,Email,Phone,Registration Time,Approval Status,¿Cuál es su mayor reto?,Source Name,Attendance Type
Íñigo,Peñalver,inigo@example.com,'+34 600112233,"May 02, 2026 09:15:20",approved,"Medir el retorno, sin datos",,Virtual
Aino,Järvinen,aino@example.org,,"May 14, 2026 21:00:01",approved,no sé,LinkedIn,Virtual
Tom,Okafor,tom@example.net,,"May 15, 2026 21:00:01",cancelled,Leads que no compran,LinkedIn,Virtual
""", {"registrants": 2, "challenge_nonblank": 2, "qualified": 1}),
    "zoom poll, a cell longer": ("zoom_poll", """Poll Report
Report Generated:,"May 20, 2026 8:03 AM"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Responded
Embudos,811 2222 3333,"May 19, 2026 3:50 PM",72,3
Poll Details
#,User Name,User Email,Submitted Date/Time,How useful was it (1-5)?
1,Íñigo Peñalver,inigo@example.com,"May 19, 2026 16:55:02",5,
2,Aino Järvinen,AINO@example.org,"May 19, 2026 16:55:09",4,
3,Anonymous Attendee,,"May 19, 2026 16:55:40",4,
""", {"responses": 3, "respondents": 3, "anonymous": 1, "mean": 13 / 3}),
    "zoom meeting, Spanish": ("zoom_meeting_participants", """ID de reunión,Tema,Hora de inicio,Hora de finalización,\
Correo electrónico del usuario,Duración (minutos),Participantes,
923 4444 5555,Consultas,19/05/2026 15:55:00,19/05/2026 17:00:00,host@example.com,65,3,

Nombre (nombre original),Correo electrónico,Hora de entrada,Hora de salida,Duración (minutos),Invitado,\
Respuesta al descargo de responsabilidad relativa a la grabación,En sala de espera
Íñigo Peñalver,inigo@example.com,19/05/2026 16:00:00,19/05/2026 16:30:00,30,Sí,,No
Aino Järvinen,aino@example.org,19/05/2026 16:10:00,19/05/2026 16:20:00,10,Sí,,No
Tom Okafor,tom@example.net,19/05/2026 16:10:00,19/05/2026 16:12:00,2,Sí,,Sí
""", {"unique_attendees": 2, "minutes_union_total": 40}),
    "teams, Portuguese": ("teams_attendance", """1. Resumo
Título da reunião,Funis
Participantes Atendidos,2
Hora de início,"19/05/26, 15:55:00"

2. Participantes
Nome,Primeira Entrada,Última Saída,Duração da Reunião,Email,ID do participante (UPN),Função
Host Person,"19/05/26, 15:55:00","19/05/26, 17:00:00",1h 5m 0s,host@example.com,host@example.com,Organizador
Íñigo Peñalver,"19/05/26, 16:00:00","19/05/26, 16:50:00",50m 0s,inigo@example.com,inigo@example.com,Participante

3. Atividades em Reunião
Nome,Horário de Entrada,Horário de Saída,Duração,Email,Função
Host Person,"19/05/26, 15:55:00","19/05/26, 17:00:00",1h 5m 0s,host@example.com,Organizador
Íñigo Peñalver,"19/05/26, 16:00:00","19/05/26, 16:50:00",50m 0s,inigo@example.com,Participante
""", {"unique_attendees_excl_organizer": 1, "seconds_total_excl_organizer": 3000, "unique_hosts": 1}),
    "teams, German": ("teams_attendance", """1. Zusammenfassung
Besprechungstitel,Trichter

2. Teilnehmer
Name,Erster Beitritt,Letztes Verlassen,Dauer der Besprechung,E-Mail,Teilnehmer-ID (UPN),Rolle
Host Person,"19.05.26, 15:55:00","19.05.26, 17:00:00",1 Std. 5 Min. 0 Sek.,host@example.com,host@example.com,Organisator
Íñigo Peñalver,"19.05.26, 16:00:00","19.05.26, 16:50:00",50 Min. 0 Sek.,inigo@example.com,inigo@example.com,Teilnehmer
""", {"unique_attendees_excl_organizer": 1, "seconds_total_excl_organizer": 3000, "unique_hosts": 1}),
    "webex, Portuguese": ("webex_attendance", """Nome da reunião,Data de início da reunião,Data de término da reunião,\
Nome de exibição,Nome,Sobrenome,Função,E-mail do convidado,Hora da entrada,Hora da saída,Duração da presença,\
Tipo de conexão,Nome da sessão
Funis,2026-05-19 15:55:00,2026-05-19 17:00:00,Host,Host,Person,Host,host@example.com,2026-05-19 15:55:00,\
2026-05-19 17:00:00,65 mins,Desktop app,
Funis,2026-05-19 15:55:00,2026-05-19 17:00:00,IP,Íñigo,Peñalver,Attendee,inigo@example.com,2026-05-19 16:00:00,\
2026-05-19 16:30:00,30 mins,Desktop app,
""", {"unique_attendees_excl_host": 1, "minutes_sum_reported_excl_host": 30, "unique_hosts": 1}),
    "eventbrite, British dates and comma": ("eventbrite_attendees", """Order #,Order Date,First Name,Last Name,Email,\
Quantity,Ticket Type,Order Type,Total Paid,Attendee Status,What is your biggest challenge?
7001,02/05/2026 10:15,Íñigo,Peñalver,inigo@example.com,1,VIP,Paid Order,"1.050,50",Checked In,Pedir datos a otros
7002,14/05/2026 11:20,Aino,Järvinen,aino@example.org,1,VIP,Paid Order,"50,00",Attending,-
""", {"tickets": 2, "orders": 2, "checked_in": 1, "gross": 1100.5, "registrants": 2}),
    "hubspot contacts, Spanish": ("hubspot_contacts", """ID de registro,Nombre,Apellidos,Correo electrónico,\
Etapa del ciclo de vida,Fecha de creación
51,Íñigo,Peñalver,inigo@example.com,Oportunidad,21/05/2026 09:14
52,Aino,Järvinen,aino@example.org,Lead,13/05/2026 09:14
""", {"contacts": 2, "people": 2}),
    "hubspot deals, decimal comma": ("hubspot_deals", """ID de registro,Nombre del negocio,Etapa del negocio,\
Fecha de cierre,Importe,ID de contactos asociados
91,Peñalver,Cierre ganado,2026-06-20 00:00,"1.250,50",51
92,Järvinen,Propuesta,2026-06-22 00:00,"300,25",52
""", {"deals": 2, "closed_won_amount": 1250.5, "open_amount": 300.25}),
    "ga4, Spanish": ("ga4_traffic", """# ----------------------------------------
# Adquisición de tráfico: Grupo de canales principal de la sesión
# ----------------------------------------
# Todos los usuarios
# Fecha de inicio: 20260501
# Fecha de finalización: 20260531
Grupo de canales principal de la sesión (Grupo de canales predeterminado),Sesiones,Sesiones con interacción,\
Eventos clave,Ingresos totales
Email,900,650,21,"1.040,75"
Organic Search,1180,690,13,"0,25"
""", {"sessions": 2080, "key_events": 34, "total_revenue": 1041}),
    "ga4, a snapshot by day": ("ga4_snapshot", """# ----------------------------------------
# Reports snapshot
# ----------------------------------------
# All Users
# Start date: 20260518
# End date: 20260520
Nth day,Active users
0000,90
0001,104
0002,201

# All Users
# Start date: 20260518
# End date: 20260520
Session primary channel group (Default Channel Group),Sessions
Email,210
Direct,140
""", {"sessions": 350, "active_users_2026_05_20": 201}),
    "ga4, a comparison of ranges": ("ga4_traffic", """# Traffic acquisition: Session primary channel group
# Start date: 20260501
# End date: 20260531
Session primary channel group (Default Channel Group),Date range,Sessions,Key events
Email,"May 1 - May 31, 2026",900,21
Email,"Apr 1 - Apr 30, 2026",700,11
Direct,"May 1 - May 31, 2026",100,2
Direct,"Apr 1 - Apr 30, 2026",90,1
""", {"sessions": 1000, "key_events": 23}),
    "google ads, Spanish": ("google_ads", """Informe de campaña
1 de mayo de 2026 - 31 de mayo de 2026
Estado de la campaña,Campaña,Presupuesto,Coste,Impr.,CTR,Clics,Conversiones,Código de moneda
Habilitada,E7 - Búsqueda,20,"1.602,10","20.345","5,92 %","1.204","12,00",EUR
En pausa,Marca,10,"19,20",800,"12,00 %",96,"0,50",EUR
Total: Cuenta, --,30,"1.621,30","21.145","6,15 %","1.300","12,50", --
""", {"cost": 1621.3, "clicks": 1300, "conversions": 12.5, "impressions": 21145}),
    "google ads, by day": ("google_ads", """Campaign report
"May 1, 2026 - May 31, 2026"
Day,Campaign status,Campaign,Clicks,Impr.,Currency code,Cost,Conversions
2026-05-11,Enabled,E7 - Search,104,"1,345",EUR,52.10,2.00
2026-05-12,Enabled,E7 - Search,96, --,EUR,49.20,1.00
Total: Campaigns,, --,200,"1,345",EUR,101.30,3.00
Total: Account,, --,200,"1,345",EUR,101.30,3.00
""", {"cost": 101.3, "clicks": 200, "conversions": 3, "impressions": 1345}),
    "meta, Spanish, total last": ("meta_ads", """Inicio del informe,Fin del informe,Día,Nombre de la campaña,\
Importe gastado (EUR),Impresiones,Alcance,Clics en el enlace,Resultados,Indicador de resultado
2026-05-01,2026-05-31,2026-05-11,E7 leads,"1.020,25",5000,4000,120,9,actions:onsite_conversion.lead_grouped
2026-05-01,2026-05-31,2026-05-12,E7 leads,"26,62",3000,2000,80,7,actions:onsite_conversion.lead_grouped
2026-05-01,2026-05-31,,Resultados totales,"1.046,87",8000,5500,200,16,
""", {"cost": 1046.87, "leads": 16, "link_clicks": 200, "impressions": 8000}),
    "meta, German": ("meta_ads", """Berichtsstart,Berichtsende,Kampagnenname,Ausgegebener Betrag (EUR),Impressionen,\
Link-Klicks,Ergebnisse,Ergebnistyp
2026-05-01,2026-05-31,E7 Leads,"1.100,20",8100,200,16,Leads (Formular)
2026-05-01,2026-05-31,Reichweite,"110,10",6000,70,4000,Reichweite
""", {"cost": 1210.3, "leads": 16, "link_clicks": 270, "impressions": 14100}),
    "youtube, Spanish": ("youtube_videos", """Contenido,Título del vídeo,Hora de publicación del vídeo,Duración,\
Visualizaciones,Tiempo de visualización (horas),Suscriptores,Impresiones
Total,,,,"1.310","61,50",9,20100
aBcDeFgHiJ1,"Embudos, grabación",20 may 2026,3605,1000,"50,25",10,12000
kLmNoPqRsT2,Tres ideas,3 feb 2026,190,310,"11,25",-1,8100
""", {"videos": 2, "views": 1310, "watch_hours": 61.5, "new_followers": 9}),
    "x, before 2024": ("x_posts", """Tweet id,Tweet permalink,Tweet text,time,impressions,engagements,engagement rate,\
retweets,replies,likes,user profile clicks,url clicks
1999000000000000001,https://twitter.com/nimbus/status/1999000000000000001,"Live: Embudos",2026-05-19 16:42 +0000,\
1200,60,0.05,3,2,7,8,21
1998000000000000002,https://twitter.com/nimbus/status/1998000000000000002,Soon,2026-05-14 18:42 +0000,900,33,0.04,2,1,4,\
3,12
""", {"posts": 2, "impressions": 2100, "url_clicks": 33, "likes": 11, "shares": 5}),
    "matomo, raw names": ("matomo_visits", """date,nb_uniq_visitors,nb_visits,nb_actions,max_actions,bounce_count,\
sum_visit_length,nb_visits_converted,nb_conversions
2026-05-18,60,72,210,12,35,9000,1,1
2026-05-19,140,180,560,22,70,31000,9,11
""", {"visits": 252, "conversions": 12, "actions": 770, "bounces": 105}),
    "google forms, Spanish": ("google_forms", """Marca temporal,Nombre de usuario,¿Recomendaría este webinar? (0-10),\
¿Qué le ha gustado?
2026/05/19 7:05:02 p. m. GMT+2,inigo@example.com,9,Los ejemplos
2026/05/19 7:07:44 p. m. GMT+2,aino@example.org,3,
""", {"respondents": 2, "nps_n": 2, "promoters": 1, "detractors": 1, "nps": 0}),
    "surveymonkey, a line break in a question": ("surveymonkey", """Respondent ID,Collector ID,Start Date,End Date,\
IP Address,Email Address,First Name,Last Name,Custom Data 1,"Would you recommend
this webinar? (0-10)",What shall we do better?
,,,,,,,,,Open-Ended Response,Open-Ended Response
7001,40,05/19/2026 05:05:10 PM,05/19/2026 05:06:00 PM,203.0.113.7,inigo@example.com,Íñigo,Peñalver,E7,9,More time
7002,40,05/19/2026 05:06:10 PM,05/19/2026 05:07:00 PM,203.0.113.8,,,,E7,10,
""", {"respondents": 2, "nps_n": 2, "promoters": 2, "nps": 100}),
    "mailchimp, spelled dates": ("mailchimp_campaigns", """Title,Subject,List,Send Date,Send Weekday,Total Recipients,\
Successful Deliveries,Soft Bounces,Hard Bounces,Total Bounces,Unique Opens,Open Rate,Total Opens,Unique Clicks,\
Click Rate,Total Clicks,Unsubscribes,Abuse Complaints,Unique Id,Analytics ROI,Campaign Cost
E7 invitation,"Embudos, gratis",Main,"May 04, 2026 10:00 am",Monday,2100,2060,30,10,40,700,33.98%,1100,80,3.9%,95,4,0,\
aa11bb22,n/a,n/a
E7 reminder,Mañana,Main,"May 18, 2026 04:30 pm",Monday,2090,2055,30,5,35,650,31.63%,900,60,2.9%,72,3,1,cc33dd44,n/a,n/a
""", {"campaigns": 2, "delivered": 4115, "unique_clicks_sum": 140, "unsubscribes": 7}),
    "template of values": ("template_kpi_values", """kpi,date,value,n,note
followers,2026-05-31,1840,,LinkedIn page
awareness,2026-05-31,0.25,400,Panel
""", {"values": 2, "kpis": 2}),
    "template of parts": ("template_segments", """kpi,dimension,member,date,value
followers,network,LinkedIn,2026-05-31,1840
followers,network,X,2026-05-31,310
""", {"parts": 2, "kpis": 1}),
}  # fmt: skip

# Lines of a key and a value: no columns to move or add.
MAIL_REPORT = """"Email Campaign Report"
"Title:","E7 invitation"
"Subject Line:","Embudos, free"
"Delivery Date/Time:","Mon, May 4, 2026 10:00 am"

"Overall Stats"
"Total Recipients:","2,100"
"Successful Deliveries:","2,060"
"Bounces:","40 (1.9%)"
"Recipients Who Opened:","700 (33.98%)"
"Total Opens:","1,100"
"Recipients Who Clicked:","80 (3.88%)"
"Total Clicks:","95"
"Total Unsubs:","4"
"Total Abuse Complaints:","0"

"Clicks by URL"
"URL","Total Clicks","Unique Clicks"
"https://example.com/e7","60","55"
"https://example.com/","35","30"
"""
MAIL_REPORT_EXPECTED: dict[str, float] = {
    "campaigns": 1,
    "delivered": 2060,
    "unique_clicks_sum": 80,
    "unsubscribes": 4,
}

# Before 2021 the questions stood in the rows, under a header without names for them.
OLD_POLL = """#,User Name,User Email,Submitted Date/Time,
1,Íñigo Peñalver,inigo@example.com,"Sep 1, 2020 10:00:00",How useful (1-5)?,5
2,Aino Järvinen,aino@example.org,"Sep 1, 2020 10:00:05",How useful (1-5)?,4
"""
OLD_POLL_EXPECTED: dict[str, float] = {"responses": 2, "respondents": 2, "polls": 1, "mean": 4.5}

PAGE_SHEETS = {
    "Metrics": [
        ["Aggregated engagement metrics for organic and sponsored posts."],
        ["Date", "Impressions (total)", "Unique impressions (organic)", "Clicks (total)", "Reactions (total)"],
        ["05/18/2026", "210", "150", "6", "4"],
        ["05/19/2026", "1200", "700", "51", "-1"],
    ],
    "All posts": [
        ["Aggregated engagement metrics for organic and sponsored posts."],
        ["Post title", "Post link", "Posted by", "Created date", "Impressions", "Clicks", "Likes", "Comments", "Reposts"],
        ["Embudos", "https://www.linkedin.com/feed/update/urn:li:activity:7000000000000000001", "Íñigo Peñalver",
         "05/19/2026", "1100", "46", "24", "6", "3"],
    ],
}  # fmt: skip
PAGE_EXPECTED: dict[str, float] = {"impressions_total": 1410, "clicks_total": 57, "posts": 1}


def _event(number: int, user: str, session: int, name: str, on: str) -> str:
    return json.dumps({
        "event_date": on, "event_timestamp": 1_779_000_000_000_000 + number, "event_name": name,
        "event_params": [{"key": "ga_session_id", "value": {"int_value": session}}], "user_pseudo_id": user,
        "device": {"category": "mobile"}, "items": [],
        "collected_traffic_source": {"manual_source": "Boletín", "manual_medium": "email"},
    }, ensure_ascii=False)  # fmt: skip


EVENT_LINES = [
    _event(1, "a.1", 11, "first_visit", "20260519"), _event(2, "a.1", 11, "page_view", "20260519"),
    _event(3, "a.1", 12, "page_view", "20260520"), _event(4, "b.2", 11, "page_view", "20260519"),
]  # fmt: skip
EVENTS_EXPECTED: dict[str, float] = {
    "sessions": 3,
    "total_users": 2,
    "event_count": 4,
    "views": 3,
    "new_users": 1,
}
