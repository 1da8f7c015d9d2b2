// Draws the charts of KPI and pay pages from the JSON beside them. The same figures stand in the table below.
(() => {
  const CHARTS = { retention, talks, profit, waterfall, payout, replay };

  function drawAll() {
    if (!window.echarts) return;
    document.querySelectorAll("[data-chart]").forEach((figure) => {
      const data = document.getElementById(figure.dataset.source || "trend-data");
      if (data) draw(figure, JSON.parse(data.textContent));
    });
  }

  function draw(figure, series) {
    const canvas = figure.querySelector(".chart-canvas");
    const chart = echarts.getInstanceByDom(canvas) || echarts.init(canvas);
    chart.setOption({ ...frame(series), ...CHARTS[figure.dataset.chart](series) }, true);
  }

  // A token of the style sheet, as the colour that the browser makes of it in this theme.
  function colour(name) {
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  function frame(series) {
    const [ink, line, raised] = [colour("--ink-soft"), colour("--line"), colour("--raised")];
    const text = { color: ink, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11 };
    return {
      animation: false,
      textStyle: text,
      grid: { left: 4, right: 8, top: 28, bottom: 10, containLabel: true },
      legend: { show: false },
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true, backgroundColor: raised, borderColor: line,
        textStyle: { ...text, color: colour("--ink"), fontSize: 12 },
      },
      xAxis: {
        type: "category", data: series.months, axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
        axisLabel: { color: ink, hideOverlap: true },
      },
      yAxis: {
        type: "value", splitNumber: 3, splitLine: { lineStyle: { color: line } },
        axisLabel: { color: ink, formatter: (value) => short(value, series) },
      },
    };
  }

  const short = (value, series) =>
    new Intl.NumberFormat(series.locale, { notation: "compact", maximumFractionDigits: 1 }).format(value);
  const long = (value, series, options) => new Intl.NumberFormat(series.locale, options).format(value);

  // The tooltip's lines: the month, then one line for each series.
  const tooltip = (series, line) => (points) =>
    [series.months[points[0].dataIndex], ...points.map((point) => `${point.marker}${line(point)}`)].join("\n");

  function retention(series) {
    const base = frame(series);
    const words = ({ dataIndex: i }) => series.retention[i] === null ? series.none
      : `${long(series.retention[i], series, { maximumFractionDigits: 1 })} %  ${series.kept[i]}`;
    const least = Math.min(100, ...series.retention.filter((value) => value !== null));
    const lowest = Math.max(0, Math.floor((least - 1) / 20) * 20);
    return {
      tooltip: { ...base.tooltip, formatter: tooltip(series, words) },
      yAxis: { ...base.yAxis, min: lowest, max: 100, interval: (100 - lowest) / 4 },
      series: [{
        type: "line", name: series.labels.retention_rate, data: series.retention, symbol: "circle", symbolSize: 6,
        lineStyle: { color: colour("--accent"), width: 2 }, itemStyle: { color: colour("--accent") }, connectNulls: false,
      }],
    };
  }

  function talks(series) {
    const base = frame(series);
    const words = (point) => `${point.seriesName}: ${point.value === null || point.value === undefined ? series.none : long(point.value, series)}`;
    const bar = (name, key, token) => ({
      type: "bar", stack: "talks", name, data: series[key], barMaxWidth: 22, itemStyle: { color: colour(token) },
    });
    return {
      legend: { show: true, top: 0, right: 0, itemWidth: 10, itemHeight: 10, textStyle: base.textStyle },
      tooltip: { ...base.tooltip, formatter: tooltip(series, words) },
      series: [bar(series.labels.meetings, "meetings", "--accent"), bar(series.labels.calls, "calls", "--line-strong")],
    };
  }

  function profit(series) {
    const base = frame(series);
    const money = series.currency ? { style: "currency", currency: series.currency } : {};
    const words = ({ value }) => value === null || value === undefined ? series.none : long(value, series, money);
    return {
      tooltip: { ...base.tooltip, formatter: tooltip(series, words) },
      series: [{
        type: "bar", name: series.labels.profit, data: series.profit, barMaxWidth: 22,
        itemStyle: { color: colour("--accent") },
      }],
    };
  }

  // From base pay to pay: each bar begins where the one before it ended, and the axis at 0, so that lengths compare.
  // What pays at target is the dashed line.
  function waterfall(series) {
    const base = frame(series);
    const ends = series.to.map((to, i) => [series.sums[i] ? 0 : series.from[i], to]);
    const most = Math.max(...ends.flat(), series.target);
    const bottom = ends.map((edges) => Math.min(...edges));
    const bars = ends.map((edges, i) => ({
      value: Math.max(...edges) - bottom[i], itemStyle: { color: colour(series.sums[i] ? "--ink-faint" : "--accent") },
    }));
    const words = ([{ dataIndex: i }]) => `${series.labels[i]}: ${series.amounts[i]}${series.sums[i] ? "" : `\n= ${series.totals[i]}`}`;
    const label = {
      show: true, position: "right", color: colour("--ink"), backgroundColor: colour("--surface"), padding: [1, 2], fontSize: 11,
      formatter: ({ dataIndex: i }) => series.amounts[i],
    };
    return {
      grid: { ...base.grid, top: 26, right: 84 },
      xAxis: { ...base.yAxis, min: 0, max: most * 1.01, axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: { ...base.xAxis, data: series.labels, inverse: true, axisLabel: { ...base.xAxis.axisLabel, width: 104, overflow: "break", interval: 0 } },
      tooltip: { ...base.tooltip, axisPointer: { type: "none" }, formatter: words },
      series: [
        { type: "bar", stack: "pay", data: bottom, itemStyle: { color: "transparent" }, emphasis: { disabled: true }, tooltip: { show: false } },
        {
          type: "bar", stack: "pay", data: bars, barMaxWidth: 22, barMinHeight: 2, label, z: 6,
          markLine: {
            silent: true, symbol: "none", data: [{ xAxis: series.target }],
            lineStyle: { color: colour("--ink-soft"), type: "dashed", width: 1 },
            label: { position: "start", distance: 4, color: colour("--ink-soft"), fontSize: 11, formatter: series.target_label },
          },
        },
      ],
    };
  }

  // Payout by attainment, both in percent: the corners of each curve, as the server computed them.
  function payout(series) {
    const base = frame(series);
    const percent = (value) => `${long(value, series, { maximumFractionDigits: 1 })}%`;
    const tokens = ["--accent", "--ink-soft", "--warn", "--good", "--bad", "--ink"];
    const axis = { ...base.yAxis, min: 0, axisLabel: { ...base.yAxis.axisLabel, formatter: percent } };
    const name = (text) => ({ name: text, nameLocation: "middle", nameTextStyle: base.textStyle });
    return {
      grid: { ...base.grid, top: 12 + 18 * series.curves.length, bottom: 24, left: 16, right: 16 },
      legend: { show: true, type: "plain", top: 0, left: 0, orient: "vertical", itemWidth: 18, itemHeight: 8, itemGap: 4, textStyle: { ...base.textStyle, overflow: "truncate", width: 260 } },
      xAxis: { ...axis, ...name(series.labels.attainment), nameGap: 26, max: series.furthest },
      yAxis: { ...axis, splitNumber: 4 },
      tooltip: {
        ...base.tooltip, trigger: "item",
        formatter: ({ seriesName, value }) => `${seriesName}\n${series.labels.attainment} ${percent(value[0])}: ${series.labels.payout} ${percent(value[1])}`,
      },
      series: series.curves.map((curve, i) => ({
        type: "line", name: curve.name, data: curve.corners, symbol: "circle", symbolSize: 7,
        lineStyle: { width: 2, color: colour(tokens[i % tokens.length]), type: ["solid", "dashed", "dotted"][i % 3] },
        itemStyle: { color: colour(tokens[i % tokens.length]) },
        markLine: i ? undefined : { silent: true, symbol: "none", label: { show: false }, data: [{ xAxis: 100 }], lineStyle: { color: colour("--line-strong"), type: "dashed" } },
      })),
    };
  }

  // Pay of each month, as it was and under another plan.
  function replay(series) {
    const base = frame(series);
    const money = { style: "currency", currency: series.currency, maximumFractionDigits: 0 };
    const line = (key, token, type) => ({
      type: "line", name: series.labels[key], data: series[key], symbol: "circle", symbolSize: 6,
      lineStyle: { color: colour(token), width: 2, type }, itemStyle: { color: colour(token) },
    });
    return {
      legend: { show: true, top: 0, right: 0, itemWidth: 10, itemHeight: 10, textStyle: base.textStyle },
      tooltip: { ...base.tooltip, formatter: tooltip(series, ({ seriesName, value }) => `${seriesName}: ${long(value, series, money)}`) },
      yAxis: { ...base.yAxis, scale: true },
      series: [line("before", "--ink-soft", "dashed"), line("after", "--accent", "solid")],
    };
  }

  const resizeAll = () => document.querySelectorAll(".chart-canvas").forEach((canvas) => echarts.getInstanceByDom(canvas)?.resize());

  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:afterSettle", drawAll);
  window.addEventListener("resize", resizeAll);
  window.addEventListener("beforeprint", resizeAll);
  new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
})();
