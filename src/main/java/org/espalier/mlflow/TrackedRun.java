package org.espalier.mlflow;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Target state of a run on the server, and the parts that were not sent yet, within MLflow's
 * limits. The study adds to it while another thread sends.
 */
final class TrackedRun {

  /** Name of the study itself among its runs; those of trials have their numbers. */
  static final String STUDY = "study";

  /** Status of a run, as MLflow calls it. */
  enum Status {
    RUNNING,
    FINISHED,
    FAILED,
    KILLED
  }

  /**
   * Point of a metric; equal ones are stored once by the server.
   *
   * @param timestamp milliseconds since the epoch
   */
  record Metric(String key, double value, long timestamp, long step) {}

  /** Part of a run that is sent by one request. */
  record Batch(Map<String, String> params, List<Metric> metrics, Map<String, String> tags) {}

  /** Tag with the number of params and points of metrics that a run has in all. */
  static final String SENT = "espalier.sent";

  /** MLflow takes 100, 1,000 and 100, but 1 MB in all: fewer, as they may be long. */
  private static final int PARAMS = 50;

  private static final int METRICS = 500;
  private static final int TAGS = 50;

  /** Maximum length, below MLflow's 250 to leave room for a prefix or suffix. */
  private static final int KEY = 200;

  private static final int PARAM_VALUE = 6000;
  private static final int TAG_VALUE = 5000;

  /** MLflow takes letters and digits of any language. */
  private static final Pattern OTHERS = Pattern.compile("[^\\p{L}\\p{N}_. -]|^\\.+$|^ | $|^$");

  private final String name;
  private final Map<String, String> params = new LinkedHashMap<>();
  private final Map<String, String> paramsToSend = new LinkedHashMap<>();
  private final Map<String, String> tags = new LinkedHashMap<>();
  private final Map<String, String> tagsToSend = new LinkedHashMap<>();
  private final Set<Metric> metrics = new LinkedHashSet<>();
  private final Set<Metric> metricsToSend = new LinkedHashSet<>();
  private long settledMetrics = 0;
  private long startedAt = 0;
  private long endedAt = 0;
  private Status status = Status.RUNNING;
  private Optional<Status> sentStatus = Optional.empty();
  private Optional<String> id = Optional.empty();
  private String artefacts = "";
  private boolean gone = false;

  /**
   * @param name {@link #STUDY}, or the number of a trial
   */
  TrackedRun(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Name in messages. */
  String inWords() {
    return name.equals(STUDY) ? "the study" : "trial " + name;
  }

  /** Key of a param or metric: within MLflow's length and characters, and as unique as the name. */
  static String key(String name) {
    String taken = OTHERS.matcher(name).replaceAll("_");
    return taken.equals(name) && name.length() <= KEY
        ? name
        : "%s-%08x".formatted(taken.substring(0, Math.min(KEY, taken.length())), name.hashCode());
  }

  private static String value(String value, int length) {
    String clean = value.replace("\0", "");
    return clean.length() <= length ? clean : clean.substring(0, length - 1) + "…";
  }

  /** Marks the beginning of the run's work, before which it is not sent; the first one counts. */
  synchronized void begin(long at) {
    startedAt = startedAt == 0 ? Math.max(1, at) : startedAt;
  }

  synchronized void param(String name, Object value) {
    String text = value(String.valueOf(value), PARAM_VALUE);
    if (params.putIfAbsent(key(name), text) == null) { // MLflow refuses another value
      paramsToSend.put(key(name), text);
    }
  }

  synchronized void tag(String name, String value) {
    String text = value(value, TAG_VALUE);
    if (!text.equals(tags.put(name, text))) {
      tagsToSend.put(name, text);
    }
  }

  /**
   * Adds a point of a metric.
   *
   * @param key in which {@link #key} has replaced what a user has named
   */
  synchronized void metric(String key, double value, long step, long at) {
    Metric metric = new Metric(key, value, at, step);
    if (metrics.add(metric)) {
      metricsToSend.add(metric);
    }
  }

  synchronized void status(Status now, long at) {
    if (now != status) {
      status = now;
      endedAt = now == Status.RUNNING ? 0 : Math.max(at, startedAt);
    }
  }

  /** True if the server lacks something of the run. */
  synchronized boolean isWaiting() {
    return !gone
        && startedAt > 0
        && (id.isEmpty()
            || !sentStatus.equals(Optional.of(status))
            || !paramsToSend.isEmpty()
            || !tagsToSend.isEmpty()
            || !metricsToSend.isEmpty());
  }

  synchronized Optional<String> id() {
    return id;
  }

  /** Place of its artefacts; empty if it is not made yet. */
  synchronized String artefacts() {
    return artefacts;
  }

  synchronized long startedAt() {
    return startedAt;
  }

  synchronized long endedAt() {
    return endedAt;
  }

  /** Status that the server is to have and has not. */
  synchronized Optional<Status> statusToSend() {
    return sentStatus.equals(Optional.of(status)) ? Optional.empty() : Optional.of(status);
  }

  /** The run was made, with its tags. */
  synchronized void created(String made, Map<String, String> sent, String folder) {
    id = Optional.of(made);
    artefacts = folder;
    sentStatus = Optional.of(Status.RUNNING);
    tagsToSend.entrySet().removeAll(sent.entrySet());
  }

  /** Tags with which the run is made. */
  synchronized Map<String, String> tags() {
    return new LinkedHashMap<>(tags);
  }

  /**
   * The server has the run, of an earlier time.
   *
   * @param count value of its tag {@value #SENT}; one that was sent as a whole has the present one
   */
  synchronized void found(String there, String statusThere, String count, String folder) {
    id = Optional.of(there);
    artefacts = folder;
    sentStatus =
        List.of(Status.values()).stream().filter(s -> s.name().equals(statusThere)).findFirst();
    if (status != Status.RUNNING
        && sentStatus.equals(Optional.of(status))
        && count.equals(count())) {
      paramsToSend.clear();
      tagsToSend.clear();
      metricsToSend.clear();
    }
  }

  private String count() {
    return String.valueOf(params.size() + metrics.size() + settledMetrics);
  }

  /** Next part to send; empty if nothing but perhaps the status is left. */
  synchronized Optional<Batch> batch() {
    if (paramsToSend.isEmpty() && metricsToSend.isEmpty() && tagsToSend.isEmpty()) {
      return Optional.empty();
    }
    if (paramsToSend.size() <= PARAMS && metricsToSend.size() <= METRICS) {
      tag(SENT, count()); // with the last part
    }
    return Optional.of(
        new Batch(
            first(paramsToSend, PARAMS),
            metricsToSend.stream().limit(METRICS).toList(),
            first(tagsToSend, TAGS)));
  }

  private static Map<String, String> first(Map<String, String> all, int limit) {
    Map<String, String> some = new LinkedHashMap<>();
    Iterator<Map.Entry<String, String>> each = all.entrySet().iterator();
    while (each.hasNext() && some.size() < limit) {
      Map.Entry<String, String> entry = each.next();
      some.put(entry.getKey(), entry.getValue());
    }
    return some;
  }

  /** A part was sent, or refused for good. */
  synchronized void sent(Batch batch) {
    paramsToSend.keySet().removeAll(batch.params().keySet());
    tagsToSend.entrySet().removeAll(batch.tags().entrySet());
    batch.metrics().forEach(metricsToSend::remove);
  }

  /** Records that the status was sent, and frees the memory of a run that has ended. */
  synchronized void sent(Status now) {
    sentStatus = Optional.of(now);
    if (now == status && status != Status.RUNNING && metricsToSend.isEmpty()) {
      settledMetrics += metrics.size();
      metrics.clear();
    }
  }

  /** The run was deleted on the server: nothing more of it is sent. */
  synchronized void gone() {
    gone = true;
  }

  synchronized boolean isGone() {
    return gone;
  }
}
