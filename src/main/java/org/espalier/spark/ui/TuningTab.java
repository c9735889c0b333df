package org.espalier.spark.ui;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.WebUITab;
import org.espalier.tune.StudyControl;
import org.espalier.tune.StudyListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tab "Tuning" of Spark's UI: the studies of an application. It is attached with the application's
 * first study; without a UI this class is not loaded.
 */
public final class TuningTab extends SparkUITab {

  private static final Logger LOG = LoggerFactory.getLogger(TuningTab.class);

  private static final String PATH = "tuning";

  /** Name of the tab: Spark begins the path with a capital. */
  private static final String NAME = "Tuning";

  /** Application whose UI did not take the tab: it would not take it for the next study. */
  private static String refused = "";

  /** Path of the address that stops a study. */
  static final String STOP = "/" + PATH + "/stop";

  /** Param with the token of a request that changes a study. */
  static final String TOKEN = "token";

  /**
   * Token of the pages of this application. A site that the user's browser shows next to may send
   * requests to this address, also by GET behind a proxy, but cannot read the pages.
   */
  private final String token = UUID.randomUUID().toString();

  private final SparkUI ui;
  private final TuningRows rows;
  private final Map<Integer, LiveStudy> live = new ConcurrentHashMap<>();
  private final AtomicInteger studies = new AtomicInteger();

  /** Tab of a UI, to which it is not yet attached. */
  TuningTab(SparkUI ui, TuningRows rows) {
    super(ui, PATH);
    this.ui = ui;
    this.rows = rows;
    attachPage(new StudiesPage(this));
    attachPage(new StudyPage(this));
  }

  /**
   * Listener of a study that begins, by which the tab follows it. Empty if Spark's UI does not take
   * the tab, which is logged once.
   *
   * @param context with a UI
   * @param id identity of the study in the tags of its jobs
   * @param plannedTrials number of trials, those of earlier drivers included
   */
  public static synchronized List<StudyListener> listeners(
      SparkContext context, UUID id, int plannedTrials) {
    if (context.applicationId().equals(refused)) {
      return List.of();
    }
    try {
      return of(context)
          .map(tab -> List.<StudyListener>of(tab.begin(context, id, plannedTrials)))
          .orElse(List.of());
    } catch (RuntimeException | LinkageError e) {
      refused = context.applicationId();
      LOG.warn("Spark's UI has no tab of the studies, which continue without it", e);
      return List.of();
    }
  }

  /** The tab of a context's UI, attached if there is none; empty if another one has its name. */
  private static Optional<TuningTab> of(SparkContext context) {
    SparkUI ui = context.ui().get();
    scala.collection.Iterator<WebUITab> tabs = ui.getTabs().iterator();
    while (tabs.hasNext()) {
      WebUITab other = tabs.next();
      if (other.name().equals(NAME)) {
        return other instanceof TuningTab ours ? Optional.of(ours) : Optional.empty();
      }
    }
    TuningTab tab = new TuningTab(ui, new TuningRows(context.statusStore().store()));
    tab.attach(context);
    return Optional.of(tab);
  }

  private void attach(SparkContext context) {
    context.listenerBus().addToStatusQueue(new RowsListener(rows, /* replays= */ false));
    context.env().metricsSystem().registerSource(new TuningMetrics(this));
    ui.attachTab(this);
    if (ui.killEnabled()) {
      PageRequest.attach(ui, STOP, "/" + PATH + "/", method(), this::stop);
    }
  }

  /** HTTP method of the button: the proxy of YARN passes on no POST (SPARK-6846). */
  static String method() {
    return System.getProperty("spark.ui.proxyBase") == null ? "POST" : "GET";
  }

  String token() {
    return token;
  }

  private boolean isOfPage(PageRequest request) {
    String given = request.parameter(TOKEN).orElse("");
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  private void stop(PageRequest request) {
    if (isOfPage(request) && ui.securityManager().checkModifyPermissions(request.user())) {
      request
          .number(StudyPage.ID)
          .map(live::get)
          .flatMap(LiveStudy::control)
          .ifPresent(StudyControl::stop);
    }
  }

  private LiveStudy begin(SparkContext context, UUID id, int plannedTrials) {
    LiveStudy study =
        new LiveStudy(
            studies.getAndIncrement(),
            id,
            plannedTrials,
            rows,
            context.listenerBus()::post,
            InstantSource.system(),
            ended -> live.remove(ended.study()));
    live.put(study.study(), study);
    return study;
  }

  TuningRows rows() {
    return rows;
  }

  /** Study that runs in this application; empty for any other. */
  Optional<LiveStudy> live(int study) {
    return Optional.ofNullable(live.get(study));
  }

  /** True if a study runs, and may be stopped from here. */
  boolean isControlled(int study) {
    return ui.killEnabled() && live.containsKey(study);
  }

  /** Number of cells of all studies that run. */
  int cells() {
    return live.values().stream().mapToInt(LiveStudy::cells).sum();
  }
}
