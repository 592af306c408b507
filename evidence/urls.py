"""The public face of the evidence, on one screen."""

from django.urls import path

from evidence.views import cuts, evidence_map, interventions, site, studies, syntheses

app_name = "evidence"
SYNTHESIS = "interventions/<slug:slug>/<slug:outcome>/"
urlpatterns = [
    path("", site.home, name="home"),
    path("certainty/", syntheses.certainty, name="certainty"),
    path("how-to-read/", site.how_to_read, name="how-to-read"),
    path("interventions/", interventions.intervention_list, name="interventions"),
    path("interventions/<slug:slug>/", interventions.intervention_detail, name="intervention"),
    path("interventions/<slug:slug>/results.csv", interventions.intervention_results, name="intervention-results"),
    path("interventions/<slug:slug>/studies.csv", interventions.intervention_studies, name="intervention-studies"),
    path(SYNTHESIS, syntheses.synthesis, name="synthesis"),
    path(f"{SYNTHESIS}forest-<int:number>.svg", syntheses.forest, {"kind": "svg"}, name="forest-svg"),
    path(f"{SYNTHESIS}forest-<int:number>.png", syntheses.forest, {"kind": "png"}, name="forest-png"),
    path(f"{SYNTHESIS}forest.csv", syntheses.forest_table, name="forest-table"),
    path(f"{SYNTHESIS}pool.py", syntheses.script, {"name": "pool.py"}, name="pool-python"),
    path(f"{SYNTHESIS}pool.R", syntheses.script, {"name": "pool.R"}, name="pool-r"),
    path("map/", evidence_map.map_page, name="map"),
    path("conditions/", cuts.condition_list, name="conditions"),
    path("conditions/<slug:slug>/", cuts.condition_detail, name="condition"),
    path("conditions/<slug:slug>/results.csv", cuts.condition_results, name="condition-results"),
    path("outcomes/", cuts.outcome_list, name="outcomes"),
    path("outcomes/<slug:slug>/", cuts.outcome_detail, name="outcome"),
    path("outcomes/<slug:slug>/results.csv", cuts.outcome_results, name="outcome-results"),
    path("studies/", studies.study_list, name="studies"),
    path("studies/<slug:slug>/", studies.study_detail, name="study"),
    path("studies/<slug:slug>/results.csv", studies.study_results, name="study-results"),
    path("export/", site.export, name="export"),
    path("export/<slug:name>.csv", site.export_table, name="export-table"),
]
