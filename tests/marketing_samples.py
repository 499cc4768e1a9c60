"""Small invented exports of advertising, mail, social, web and customer tools, with their totals."""

MARKETING = {
    "meta_ads": """Reporting starts,Reporting ends,Campaign name,Results,Result indicator,Reach,Impressions,\
Amount spent (EUR),Link clicks
2026-05-01,2026-05-31,,,,9000,14100,"1,210.30",270
2026-05-01,2026-05-31,E7 leads,16,actions:onsite_conversion.lead_grouped,5000,8100,"1,100.20",200
2026-05-01,2026-05-31,Always on,4000,reach,4000,6000,110.10,70
""",
    "linkedin_ads": """Campaign Performance Report (in UTC)
Report Start: 5/1/2026
Report End: 5/31/2026

Start Date (in UTC),Account Name,Currency,Campaign Name,Total Spent,Impressions,Clicks,Leads,Reach
5/11/2026,Nimbus,EUR,E7 - Sponsored,"1,040.25",4100,21,2,2000
5/12/2026,Nimbus,EUR,E7 - Sponsored,60.50,3900,19,1,1900
5/12/2026,Nimbus,EUR,Brand,20.25,900,4,--,800
""",
    "x_posts": """Post id,Date,Post text,Post Link,Impressions,Likes,Shares,New follows,Replies,Reposts,Profile visits,\
URL Clicks
1999000000000000001,"Tue, May 19, 2026","Live: Embudos, come in",https://x.com/nimbus/status/1999000000000000001,1200,7,0,1,2,3,8,21
1998000000000000002,"Thu, May 14, 2026",Soon: Embudos,https://x.com/nimbus/status/1998000000000000002,900,4,1,0,0,2,3,12
""",
    "youtube_videos": """Content,Video title,Video publish time,Duration,Views,Watch time (hours),Subscribers,Impressions
Total,,,,1310,61.5,9,20100
aBcDeFgHiJ1,"Embudos, recording","May 20, 2026",3605,1000,50.25,10,12000
kLmNoPqRsT2,Three ideas,"Feb 3, 2026",190,310,11.25,-1,8100
""",
    "youtube_days": """Date,Content,Video title,Video publish time,Duration,Views
2026-05-20,aBcDeFgHiJ1,"Embudos, recording","May 20, 2026",3605,70
2026-05-21,aBcDeFgHiJ1,"Embudos, recording","May 20, 2026",3605,31
2026-05-20,kLmNoPqRsT2,Three ideas,"Feb 3, 2026",190,4
2026-05-21,kLmNoPqRsT2,Three ideas,"Feb 3, 2026",190,0
""",
    "mailchimp_campaigns": """Title,Subject,Audience,Send Date,Total Recipients,Successful Deliveries,Unique Opens,Open Rate,\
Total Opens,Unique Clicks,Total Clicks,Unsubscribes,Abuse Complaints,Unique Id,Total Orders,Total Revenue
E7 invitation,"Embudos, free",Main,"May 04, 2026 10:00 am","2,100","2,060",700,33.98%,"1,100",80,95,4,0,aa11bb22,1,49.90
E7 reminder,Tomorrow,Main,"May 18, 2026 04:30 pm","2,090","2,055",650,31.63%,900,60,72,3,1,cc33dd44,0,0.00
""",
    "matomo_visits": """Date,Unique visitors,Visits,Actions,Bounces,Total time spent by visitors (in seconds),\
Visits with Conversions,Conversions,Bounce Rate
2026-05-18,60,72,210,35,9000,1,1,49%
2026-05-19,140,180,560,70,31000,9,11,39%
2026-05-20,90,101,300,48,15050,4,4,48%
""",
    "salesforce_leads": """First Name,Last Name,Email,Lead Source,Lead Status,Create Date,Converted
Íñigo,Peñalver,inigo@example.com,Webinar,Working - Contacted,5/20/2026,1
Aino,Järvinen,aino@example.org,Webinar,Open - Not Contacted,5/21/2026,0


Leads of May
"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."
Confidential Information - Do Not Distribute
""",
    "typeform": """#,Would you recommend this webinar? (0-10),How satisfied were you?,Your e-mail?,Start Date (UTC),\
Submit Date (UTC),Network ID,Tags
t7a,9,Satisfied,inigo@example.com,2026-05-19 17:01:10,2026-05-19 17:03:00,n1,
t7b,3,Very dissatisfied,,2026-05-19 17:02:00,2026-05-19 17:02:40,n2,
t7c,10,,,2026-05-19 17:04:00,,n3,
""",
    "google_forms": """Timestamp,Username,Would you recommend this webinar? (0-10),How satisfied were you?
2026/05/19 7:05:02 PM GMT+2,inigo@example.com,9,5
2026/05/19 7:07:44 PM GMT+2,aino@example.org,3,1
2026/05/20 9:10:00 AM GMT+2,,7,
""",
}
MARKETING_EXPECTED: dict[str, dict[str, float]] = {
    "meta_ads": {"cost": 1210.3, "leads": 16, "link_clicks": 270, "impressions": 14100, "reach": 9000},
    "linkedin_ads": {"cost": 1121, "clicks": 44, "leads": 3, "impressions": 8900},
    "x_posts": {"posts": 2, "impressions": 2100, "url_clicks": 33, "likes": 11, "shares": 5, "new_followers": 1},
    "youtube_videos": {"videos": 2, "views": 1310, "watch_hours": 61.5, "new_followers": 9},
    "youtube_days": {"videos": 2, "views": 105, "days": 2},
    "mailchimp_campaigns": {
        "campaigns": 2, "recipients": 4190, "delivered": 4115, "unique_clicks_sum": 140, "clicks": 167,
        "unsubscribes": 7, "complaints": 1, "orders": 1, "revenue": 49.9,
    },
    "matomo_visits": {"visits": 353, "conversions": 16, "actions": 1070, "bounces": 153},
    "salesforce_leads": {"leads": 2, "converted": 1, "people": 2},
    "typeform": {"respondents": 2, "nps_n": 2, "promoters": 1, "detractors": 1, "nps": 0, "csat_n": 2},
    "google_forms": {
        "respondents": 3, "nps_n": 3, "promoters": 1, "passives": 1, "detractors": 1, "nps": 0, "csat_n": 2,
    },
}  # fmt: skip
