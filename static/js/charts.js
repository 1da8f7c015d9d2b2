// Draws the trend of a KPI page from the JSON beside it. The same figures stand in the table below.
(() => {
  const CHARTS = { retention, talks, profit };

  function drawAll() {
    const data = document.getElementById("trend-data");
    if (!data || !window.echarts) return;
    const series = JSON.parse(data.textContent);
    document.querySelectorAll("[data-chart]").forEach((figure) => draw(figure, series));
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

  const resizeAll = () => document.querySelectorAll(".chart-canvas").forEach((canvas) => echarts.getInstanceByDom(canvas)?.resize());

  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:afterSettle", drawAll);
  window.addEventListener("resize", resizeAll);
  window.addEventListener("beforeprint", resizeAll);
  new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
})();
