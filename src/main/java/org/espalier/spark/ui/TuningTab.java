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
 * Tab "Tuning" of Spark's UI, with the studies of an application. It is attached with the
 * application's first study. Without a UI this class is not loaded.
 */
public final class TuningTab extends SparkUITab {

  private static final Logger LOG = LoggerFactory.getLogger(TuningTab.class);

  private static final String PATH = "tuning";

  /** Name of the tab. Spark derives it from the path by capitalising the first letter. */
  private static final String NAME = "Tuning";

  /** Application whose UI rejected the tab, so that later studies do not try again. */
  private static String refused = "";

  /** Path of the address that stops a study. */
  static final String STOP = "/" + PATH + "/stop";

  /** Parameter with the token of a request that changes a study. */
  static final String TOKEN = "token";

  /**
   * Token in the pages of this application, which protects against cross-site request forgery.
   * Another site in the user's browser may send requests to this address, also by GET behind a
   * proxy, but it cannot read the token from the pages.
   */
  private final String token = UUID.randomUUID().toString();

  private final SparkUI ui;
  private final TuningRows rows;
  private final Map<Integer, LiveStudy> live = new ConcurrentHashMap<>();
  private final AtomicInteger studies = new AtomicInteger();

  /** Creates the tab of a UI without attaching it. */
  TuningTab(SparkUI ui, TuningRows rows) {
    super(ui, PATH);
    this.ui = ui;
    this.rows = rows;
    attachPage(new StudiesPage(this));
    attachPage(new StudyPage(this));
  }

  /**
   * Returns the listener by which the tab follows a study. It is empty if Spark's UI rejects the
   * tab, which is logged once.
   *
   * @param context context with a UI
   * @param id identity of the study in the tags of its jobs
   * @param plannedTrials number of planned trials, including those of earlier drivers
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

  /**
   * Returns the tab of a context's UI and attaches it if there is none; empty if another tab has
   * its name.
   */
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

  /**
   * Returns the HTTP method of the stop button. YARN's proxy does not forward POST (SPARK-6846).
   */
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

  /** Returns the study if it runs in this application; empty otherwise. */
  Optional<LiveStudy> live(int study) {
    return Optional.ofNullable(live.get(study));
  }

  /** Returns true if a study runs and may be stopped from this page. */
  boolean isControlled(int study) {
    return ui.killEnabled() && live.containsKey(study);
  }

  /** Returns the number of running cells of all studies. */
  int cells() {
    return live.values().stream().mapToInt(LiveStudy::cells).sum();
  }
}
