def test_it_knows_who_reports_to_whom(cast):
    assert cast.vikram.line_ids == sorted([cast.vikram.pk, cast.asha.pk])
