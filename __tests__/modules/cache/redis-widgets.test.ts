import { redisAlarms } from "../../../modules/cache/redis-alarms";
import { DEFAULT_REDIS_THRESHOLDS } from "../../../modules/cache/redis-thresholds";
import { redisWidgets } from "../../../modules/cache/redis-widgets";
import { metricsIn, widgetProblems } from "../../support/widgets";

const NODES = ["test-001", "test-002", "test-003"];

test("they draw what the alarms are about, a line of each node", () => {
  const widgets = redisWidgets(NODES, DEFAULT_REDIS_THRESHOLDS);
  expect(widgetProblems(widgets, redisAlarms(NODES, DEFAULT_REDIS_THRESHOLDS))).toEqual([]);
  expect(widgets.map(({ title }) => title)).toEqual([
    "Redis: CPU of the engine",
    "Redis: memory",
    "Redis: evictions",
  ]);
  for (const widget of widgets)
    expect(metricsIn(widget).map(({ dimensions }) => dimensions.CacheClusterId)).toEqual(NODES);
});

test("a threshold of the memory is the alarm's", () => {
  const thresholds = { ...DEFAULT_REDIS_THRESHOLDS, memoryPercent: 55 };
  const memory = redisWidgets(NODES, thresholds).find(({ title }) => title === "Redis: memory");
  expect(memory?.threshold).toBe(55);
});
