"""Measures that are one measure divided by another, or one's growth over the other: from the counts of their own row.

They list what their numerator counts. Money of two currencies has no ratio; a base of 0 has none either, and the
measure says why (`no_base` where it has no records at all, `zero_base` where they add up to 0, `too_few` where below
`least`).
"""

RATIOS = """
INSERT INTO kpis_figure (month_id, scope, manager_id, measure, value, numerator, denominator, unit, reason,
                         counted, adds, left_out)
SELECT %(first)s, top.scope, top.manager_id, r.measure,
       CASE WHEN why.reason <> '' THEN NULL
            WHEN r.growth THEN (top.value - base.value) / abs(base.value)
            ELSE top.value / base.value END,
       top.value, base.value, top.unit, why.reason, top.counted, top.adds, top.left_out
FROM unnest(%(ratios)s::text[], %(tops)s::text[], %(bases)s::text[], %(growths)s::bool[],
            %(no_bases)s::text[], %(zero_bases)s::text[], %(leasts)s::int[], %(too_fews)s::text[])
    AS r(measure, top, base, growth, no_base, zero_base, least, too_few)
JOIN kpis_figure top ON top.measure = r.top
CROSS JOIN LATERAL (  -- by the index, whatever PostgreSQL knows of rows written a moment ago
    SELECT * FROM kpis_figure b WHERE b.month_id = %(first)s AND b.edition = 'current' AND b.scope = top.scope
      AND b.measure = r.base AND b.manager_id = top.manager_id
    UNION ALL
    SELECT * FROM kpis_figure b WHERE b.month_id = %(first)s AND b.edition = 'current' AND b.scope = top.scope
      AND b.measure = r.base AND b.manager_id IS NULL AND top.manager_id IS NULL
) base
CROSS JOIN LATERAL (SELECT {had_top} AS top, {had_base} AS base) had
CROSS JOIN LATERAL (SELECT CASE
    WHEN top.value IS NULL OR base.value IS NULL THEN 'mixed_currencies'
    WHEN top.unit <> base.unit AND had.top AND had.base THEN 'mixed_currencies'
    WHEN NOT had.base THEN r.no_base
    WHEN base.value = 0 THEN r.zero_base
    WHEN base.value < r.least THEN r.too_few
    ELSE '' END AS reason) why
WHERE top.month_id = %(first)s AND top.edition = 'current' AND (
    %(managers)s::bigint[] IS NULL OR top.scope = 'company'
    OR top.scope = 'manager' AND top.manager_id = ANY(%(managers)s)
    OR top.scope = 'unassigned' AND 0 = ANY(%(managers)s))
ORDER BY top.scope, top.manager_id, r.measure
"""


def _had(alias: str) -> str:
    """Whether a row has records at all. The company lists none itself: it has where any row has."""
    return (
        f"cardinality({alias}.counted) > 0 OR {alias}.scope = 'company' AND EXISTS ("
        f"SELECT 1 FROM kpis_total t WHERE t.month_id = {alias}.month_id AND t.measure = {alias}.measure)"
    )


RATIOS = RATIOS.format(had_top=_had("top"), had_base=_had("base"))
