"""The demo's `params/kpis.yml`: two KPIs of the organisation beside the kit's."""

OWN_KPIS = """\
# The organisation's own KPIs; they stand in every review beside the kit's. A formula may name the kit's
# KPIs and measures (`kpi kpis`), and use numbers, + - * /, brackets, min(a, b) and max(a, b).
registered_lead_rate:
  names:
    es: Contactos nuevos por registro
    fi: Uudet kontaktit ilmoittautunutta kohti
    en: New contacts per registration
  meanings:
    es: contactos nuevos del evento / registros; dice si la invitación llegó a gente nueva
    fi: tapahtuman uudet kontaktit / ilmoittautuneet; kertoo, tavoittiko kutsu uusia ihmisiä
    en: new contacts of the event / registrations; tells whether the invitation reached new people
  expression: leads / registrations
  unit: share
  better: up
  step: improvement
  model: leads
  objective: leads
  purpose: conversion
  window: event
  target: rate
cost_per_qualified_registration:
  names:
    es: Costo por registro calificado
    fi: Kustannus laadukasta ilmoittautumista kohti
    en: Cost per qualified registration
  meanings:
    es: costos contados y publicidad del evento / registros con un desafío concreto
    fi: lasketut kulut ja mainonta / ilmoittautumiset, joissa haaste on kerrottu
    en: counted costs and advertising of the event / registrations that name a challenge
  expression: cost / qualified_registrations
  unit: money
  group: money
  better: down
  step: promotion
  model: sales
  objective: cost
  target: money
"""
