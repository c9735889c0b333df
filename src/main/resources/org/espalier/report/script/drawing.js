// Drawing of the charts as they come into sight, and on paper.

import { palette } from './colours.js';
import { page } from './data.js';
import { chartNamed } from './registry.js';

const PAPER_WIDTH = 680; // what an A4 page is wide between its margins, in CSS pixels
const PRINTED_COLUMNS = 2;
const AHEAD = 300; // pixels below the window within which charts are drawn
const ON_PAPER = 'on-paper'; // class of the document

/** Tools of a large chart: to zoom in and out again, and to save it as a picture. */
function withTools(colours, option) {
  const zoom = {
    filterMode: 'none', title: { zoom: 'Zoom', back: 'Back' }, brushStyle: { color: colours.accent, opacity: .2 }
  };
  const save = { title: 'Save', backgroundColor: colours.paper };
  return {
    ...option,
    toolbox: {
      right: 10, top: 0, itemSize: 14, iconStyle: { borderColor: colours.muted },
      feature: { dataZoom: zoom, restore: { title: 'Restore' }, saveAsImage: save }
    }
  };
}

/** A chart on the page, drawn from when it is started. */
class PlacedChart {
  constructor(element, renderer) {
    this.element = element;
    this.renderer = renderer;
    this.kind = chartNamed(element.dataset.chart);
    this.redraw = () => this.draw();
  }

  start() {
    if (this.instance) { return; }
    this.instance = echarts.init(this.element, null, { renderer: this.renderer });
    this.instance.on('finished', () => { this.element.dataset.drawn = Math.round(performance.now()); });
    this.draw();
    this.kind.started(this.instance, this.redraw);
  }

  draw() {
    if (!this.instance) { return; }
    const colours = palette();
    const option = this.kind.draw({ colours, data: page.charts[this.element.dataset.key], element: this.element });
    const isOnPaper = document.documentElement.classList.contains(ON_PAPER);
    this.instance.setOption(this.kind.zooms && !isOnPaper ? withTools(colours, option) : option, true);
    this.kind.drawn(this.instance);
  }

  resize(size) { this.instance?.resize(size); }
}

function isInSight(element) { return element.getBoundingClientRect().top < window.innerHeight + AHEAD; }

/**
 * Starts the charts of the page that are in sight, and the others as they come into sight.
 *
 * @param renderer canvas or svg
 * @return functions that draw a chart each again
 */
export function startCharts(renderer) {
  if (!window.echarts?.init) { return []; }
  document.documentElement.classList.add('drawn');
  const elements = [...document.querySelectorAll('[data-chart]')];
  const placed = new Map(elements.map(element => [element, new PlacedChart(element, renderer)]));
  const charts = [...placed.values()];
  elements.filter(isInSight).forEach(element => placed.get(element).start());
  const seen = new IntersectionObserver(entries => {
    entries.filter(entry => entry.isIntersecting).forEach(entry => placed.get(entry.target).start());
  }, { rootMargin: AHEAD + 'px' });
  elements.forEach(element => seen.observe(element));
  const drawAll = () => charts.forEach(chart => chart.draw());
  const fit = () => charts.forEach(chart => chart.resize({ width: 'auto', height: 'auto' }));
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  window.addEventListener('resize', fit);
  window.addEventListener('beforeprint', () => {
    document.documentElement.classList.add(ON_PAPER); // light colours, before the style sheet for print holds
    charts.forEach(chart => {
      chart.start();
      const narrow = chart.element.closest('.multiples') !== null;
      chart.element.style.minWidth = '';
      chart.resize({ width: narrow ? PAPER_WIDTH / PRINTED_COLUMNS - 20 : PAPER_WIDTH });
    });
    drawAll();
    document.querySelectorAll('details').forEach(details => { details.open = true; });
  });
  window.addEventListener('afterprint', () => {
    document.documentElement.classList.remove(ON_PAPER);
    fit();
    drawAll();
  });
  return charts.map(chart => chart.redraw);
}
