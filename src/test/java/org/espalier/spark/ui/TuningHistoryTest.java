package org.espalier.spark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.package$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.status.AppHistoryServerPlugin;
import org.apache.spark.status.AppStatusStore;
import org.apache.spark.status.ElementTrackingStore;
import org.apache.spark.status.KVUtils;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.WebUITab;
import org.apache.spark.util.JsonProtocol;
import org.apache.spark.util.kvstore.InMemoryStore;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.cell.SparkFunctions;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.collection.immutable.List$;

/** The tab as the history server makes it of an event log. */
final class TuningHistoryTest {

  private static final UUID ID = new UUID(7, 11);

  private final SparkConf conf = new SparkConf(false);
  private final ElementTrackingStore store = new ElementTrackingStore(new InMemoryStore(), conf);
  private final AppHistoryServerPlugin plugin =
      ServiceLoader.load(AppHistoryServerPlugin.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(TuningHistory.class::isInstance)
          .findFirst()
          .orElseThrow();

  private void replay(Consumer<SparkListener> events) {
    plugin.createListeners(conf, store).foreach(SparkFunctions.consumer(events));
  }

  /** The events of a study as they come out of the log. */
  private static List<SparkListenerEvent> logged(int study, List<StudyEvent> events) {
    List<SparkListenerEvent> logged = new ArrayList<>();
    LiveStudy live =
        new LiveStudy(
            study,
            ID,
            54,
            new TuningRows(new InMemoryStore()),
            event ->
                logged.add(
                    JsonProtocol.sparkEventFromJson(JsonProtocol.sparkEventToJsonString(event))),
            InstantSource.system(),
            ended -> {});
    events.forEach(live::happened);
    return logged;
  }

  private SparkUI ui() {
    SparkUI ui =
        SparkUI.create(
            Option.empty(),
            new AppStatusStore(store, Option.empty(), Option.empty()),
            conf,
            new SecurityManager(conf, Option.empty(), package$.MODULE$.AUTH_SECRET_FILE()),
            "application",
            "/history/app-1",
            0,
            "4.1.0");
    plugin.setupUI(ui);
    return ui;
  }

  private static List<TuningTab> tabs(SparkUI ui) {
    List<TuningTab> tabs = new ArrayList<>();
    scala.collection.Iterator<WebUITab> all = ui.getTabs().iterator();
    while (all.hasNext()) {
      if (all.next() instanceof TuningTab tab) {
        tabs.add(tab);
      }
    }
    return tabs;
  }

  private static PageRequest request(Map<String, String> parameters) {
    return new PageRequest(
        Proxy.newProxyInstance(
            TuningHistoryTest.class.getClassLoader(),
            new Class<?>[] {PageRequest.TYPE},
            (proxy, method, arguments) ->
                method.getName().equals("getParameter") ? parameters.get(arguments[0]) : null));
  }

  private static String page(TuningTab tab, Map<String, String> parameters) {
    return new StudyPage(tab).body(request(parameters));
  }

  private static List<Integer> trials(String page) {
    return Pattern.compile("<tr><td>(\\d+)</td><td>[a-z]+</td>")
        .matcher(page)
        .results()
        .map(match -> Integer.valueOf(match.group(1)))
        .toList();
  }

  @Test
  void an_application_without_studies_has_no_tab() {
    replay(listener -> listener.onOtherEvent(new SparkListenerEvent() {}));
    assertThat(tabs(ui())).isEmpty();
  }

  @Test
  void a_study_is_shown_with_rungs_reasons_and_jobs_and_without_buttons() {
    replay(
        listener -> {
          logged(0, SampleStudy.events()).forEach(listener::onOtherEvent);
          for (int job = 0; job < 30; job++) {
            listener.onJobStart(job(job, 1 + job % 2 * 6, ID));
            listener.onJobStart(job(100 + job, 1, new UUID(1, 1)));
          }
        });
    TuningTab tab = tabs(ui()).get(0);
    assertThat(new StudiesPage(tab).body(request(Map.of())))
        .contains("/history/app-1/tuning/study/?id=0", "adult-income", "54 of 54 trials");
    String page = page(tab, Map.of("id", "0"));
    assertThat(page)
        .contains("<strong>State:</strong> finished", "every trial was decided on")
        .contains("at rung 0 of 3 (1,000 of 20,839 training rows)", "on all folds and rows")
        .contains("rung 0: pruned by halving: not among the best 18 of 54 (rank 37 of 54 then)")
        .contains("with &lt;b&gt;these&lt;/b&gt; bins")
        .contains("/history/app-1/jobs/job/?id=29")
        .doesNotContain("?id=100\"", "<form", "<b>these");
    assertThat(trials(page)).hasSize(54).isSorted();
    for (String other : new String[] {"3", "<script>", "99999999999"}) {
      assertThat(page(tab, Map.of("id", other))).isEqualTo("<p>There is no such study.</p>");
    }
  }

  private static SparkListenerJobStart job(int job, int trial, UUID study) {
    Properties properties = new Properties();
    properties.setProperty(
        "spark.job.description", "adult-income: trial %d rung 0 fold 1".formatted(trial));
    properties.setProperty("spark.job.tags", "mine,espalier-%s-0-3-1".formatted(study));
    return new SparkListenerJobStart(job, 0, List$.MODULE$.empty(), properties);
  }

  /** Spark 4 has either, by its vendor. */
  @Test
  void a_page_overrides_for_both_servlet_apis() throws ReflectiveOperationException {
    for (Class<?> type :
        List.of(
            javax.servlet.http.HttpServletRequest.class,
            jakarta.servlet.http.HttpServletRequest.class)) {
      assertThat(TuningPage.class.getMethod("render", type).getReturnType())
          .isEqualTo(scala.collection.immutable.Seq.class);
    }
  }

  @Test
  void of_many_trials_a_page_has_a_hundred_in_the_order_that_was_asked_for() {
    replay(listener -> logged(0, SampleStudy.ofTrials(3_000)).forEach(listener::onOtherEvent));
    TuningTab tab = tabs(ui()).get(0);
    String first = page(tab, Map.of("id", "0"));
    assertThat(trials(first)).hasSize(100).startsWith(0, 1, 2);
    assertThat(first).contains("&amp;page=29\">30</a>").doesNotContain("page=30\"");
    assertThat(trials(page(tab, Map.of("id", "0", "page", "7")))).startsWith(700);
    assertThat(trials(page(tab, Map.of("id", "0", "page", "123456")))).startsWith(2_900);
    assertThat(trials(page(tab, Map.of("id", "0", "desc", "")))).startsWith(2_999, 2_998);
    int best =
        new StudyView(tab.rows().studies().get(0), tab.rows().trials(0)).best().get().now().trial();
    assertThat(trials(page(tab, Map.of("id", "0", "sort", "score")))).startsWith(best);
    assertThat(trials(page(tab, Map.of("id", "0", "sort", "no such column")))).startsWith(0, 1, 2);
    assertThat(first.length()).isLessThan(100_000);
  }

  @Test
  void a_store_on_disk_keeps_the_rows() throws Exception {
    replay(
        listener -> {
          logged(0, SampleStudy.events()).forEach(listener::onOtherEvent);
          listener.onJobStart(job(4, 1, ID));
        });
    TuningRows rows = new TuningRows(store);
    TuningRows.StudyRow study = rows.studies().get(0);
    List<Object> all = new ArrayList<>(rows.trials(0));
    all.add(study);
    all.add(rows.jobs(study, 1).get());
    KVUtils.KVStoreScalaSerializer serializer = new KVUtils.KVStoreScalaSerializer();
    for (Object row : all) {
      assertThat(serializer.deserialize(serializer.serialize(row), row.getClass())).isEqualTo(row);
    }
  }

  @Test
  void what_a_later_version_adds_to_an_event_is_passed_over() {
    SparkListenerEvent event = logged(0, SampleStudy.events()).get(0);
    String line = JsonProtocol.sparkEventToJsonString(event);
    assertThat(JsonProtocol.sparkEventFromJson(line.replaceFirst("\\}$", ",\"more\":[1]}")))
        .isEqualTo(event);
  }
}
