// Charts from the JSON beside them; every chart has its figures in a table as well. Bars and points lead where `links` say.
const INK = '#1b2733';
const INK2 = '#4a5866';
const ACCENT = '#0e5a6b';
const LINE = '#dde2e6';
const LATE = '#b3261e';
const SAND = '#b07a1e';
const STACK = [ACCENT, '#5b9aa7', '#b5d3d9', '#c79a4b'];
const font = getComputedStyle(document.documentElement).getPropertyValue('--q-font');
const text = { fontFamily: font, fontSize: 12, color: INK2 };
const axisLine = { lineStyle: { color: INK2 } };
const valueAxis = { type: 'value', axisLabel: text, splitLine: { lineStyle: { color: LINE } } };
const isSmall = () => window.innerWidth < 992;

const builders = {
  // {months, names, series: [[…] per name], totals}
  months: (data) => ({
    grid: { left: 56, right: 12, top: 36, bottom: 28 },
    legend: { top: 0, textStyle: text, itemHeight: 10 },
    xAxis: { type: 'category', data: data.months, axisLabel: text, axisLine },
    yAxis: valueAxis,
    series: data.names.map((name, at) => ({
      name, type: 'bar', stack: 's', data: data.series[at], itemStyle: { color: STACK[at % STACK.length] }, barWidth: '52%',
      label: at === data.names.length - 1
        ? { show: true, position: 'top', color: INK, fontFamily: font, formatter: (point) => data.totals?.[point.dataIndex] ?? '' } : undefined,
    })),
  }),
  // {names, values, labels}
  bars: (data) => ({
    grid: { left: 8, right: 96, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', show: false },
    yAxis: { type: 'category', inverse: true, data: data.names, axisTick: { show: false }, axisLine, axisLabel: { ...text, fontSize: 13, color: INK } },
    series: [{
      type: 'bar', data: data.values, itemStyle: { color: ACCENT }, barMaxWidth: 16,
      label: { show: true, position: 'right', color: INK, fontFamily: font, formatter: (point) => data.labels[point.dataIndex] },
    }],
  }),
  // {names, counts, cumulative}
  pareto: (data) => ({
    grid: { left: 44, right: 44, top: 34, bottom: isSmall() ? 64 : 44 },
    legend: { top: 0, textStyle: text, itemHeight: 10 },
    xAxis: {
      type: 'category', data: data.names, axisLine,
      axisLabel: { ...text, interval: 0, formatter: (name) => name.replace(isSmall() ? /(..)(?=.)/g : /(...)(?=.)/g, '$1\n') },
    },
    yAxis: [valueAxis, { type: 'value', max: 100, axisLabel: { ...text, formatter: '{value}%' }, splitLine: { show: false } }],
    series: [
      { name: '件数', type: 'bar', data: data.counts, itemStyle: { color: ACCENT }, barWidth: '62%', label: { show: true, position: 'top', color: INK, fontFamily: font } },
      { name: '累计占比', type: 'line', yAxisIndex: 1, data: data.cumulative, itemStyle: { color: SAND }, symbolSize: 6,
        markLine: { symbol: 'none', silent: true, data: [{ yAxis: 80 }], lineStyle: { color: INK2, type: 'dashed' }, label: { show: false } } },
    ],
  }),
  // {months, name, values, upper, centre}: points above the limit are marked and named
  control: (data) => ({
    grid: { left: 44, right: isSmall() ? 16 : 96, top: 34, bottom: 34 },
    legend: { top: 0, left: 40, textStyle: text, icon: 'rect', itemHeight: 3 },
    xAxis: { type: 'category', data: data.months, axisLabel: { ...text, rotate: isSmall() ? 50 : 0 }, axisLine },
    yAxis: valueAxis,
    series: [
      { name: data.name, type: 'line', symbolSize: 8, lineStyle: { color: ACCENT, width: 2 }, itemStyle: { color: ACCENT },
        data: data.values.map((value, at) => (data.upper && value > data.upper[at]
          ? { value, symbol: 'diamond', symbolSize: 15, itemStyle: { color: LATE }, label: { show: true, formatter: '失控', color: LATE, fontFamily: font, position: 'top' } } : value)),
        markLine: data.centre === undefined ? undefined
          : { symbol: 'none', silent: true, label: { color: INK2, fontFamily: font, formatter: '{b}' }, data: [{ name: `中心线 ${data.centre}`, yAxis: data.centre, lineStyle: { color: INK2 } }] } },
      ...(data.upper ? [{ name: '控制上限', type: 'line', step: 'middle', symbol: 'none', data: data.upper, itemStyle: { color: LATE }, lineStyle: { color: LATE, type: 'dashed', width: 1.5 } }] : []),
    ],
  }),
};

function draw(box) {
  const data = JSON.parse(document.getElementById(box.dataset.source).textContent);
  const option = builders[box.dataset.chart](data);
  Object.assign(option, { animation: false, textStyle: { fontFamily: font }, tooltip: { trigger: 'axis', renderMode: 'richText', confine: true } });
  const chart = window.echarts.init(box, null, { renderer: 'svg' });
  chart.setOption(option);
  chart.on('click', (point) => { if (data.links?.[point.dataIndex]) location.assign(data.links[point.dataIndex]); });
  new ResizeObserver(() => chart.resize()).observe(box);
}

for (const box of document.querySelectorAll('[data-chart]')) {
  if (window.echarts) draw(box);
  else box.hidden = true;
}
