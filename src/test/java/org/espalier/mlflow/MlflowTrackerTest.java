package org.espalier.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.space.Configuration;
import org.espalier.spec.TrackPlan;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Trial;
import org.espalier.testing.FakeMlflow;
import org.espalier.testing.MemoryJournal;
import org.espalier.testing.RandomStudy;
import org.espalier.testing.Sample;
import org.espalier.testing.SampleStudy;
import org.espalier.testing.Studies;
import org.espalier.tune.Budget;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.ListenerThread;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MlflowTrackerTest {

  private static final Duration SHORT = Duration.ofMillis(20);

  private static final MlflowTracker.Pace FAST = new MlflowTracker.Pace(SHORT, SHORT, SHORT);

  /** Limit of the end for what fails. */
  private static final Duration SOON = Duration.ofMillis(150);

  /** For what succeeds: the end waits for that of the sender's thread. */
  private static final Duration TO_THE_END = Duration.ofDays(1);

  private static final String LATER = "track DIR sends it";
  private static final List<Artefact> PAGE = List.of(Artefact.ofText("report.html", "<p>page"));

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final CountDownLatch complained = new CountDownLatch(1);
  private FakeMlflow server;

  @BeforeEach
  void a_server() throws IOException {
    server = new FakeMlflow();
  }

  @AfterEach
  void ends() {
    server.close();
  }

  private TrackingTarget target(Map<String, String> environment) {
    TrackPlan plan =
        new TrackPlan(Optional.of(server.address()), Optional.of("exp"), Optional.of("model"));
    return TrackingTarget.of(plan, environment, said::add).orElseThrow();
  }

  private void say(String line) {
    said.add(line);
    complained.countDown();
  }

  /** What comes between a part of a study and the next. */
  private interface Pause {
    void await() throws InterruptedException;
  }

  /** Plays events into a journal and a tracker that listens to it, with a pause after so many. */
  private void track(
      List<StudyEvent> journal,
      List<StudyEvent> events,
      int before,
      Pause pause,
      Duration limit,
      List<Artefact> files)
      throws IOException, InterruptedException {
    try (JournalRecorder recorder =
        JournalRecorder.open(new MemoryJournal(journal), () -> Instant.EPOCH)) {
      MlflowTracker tracker =
          new MlflowTracker(target(Map.of()), recorder.history(), LATER, this::say, FAST);
      ListenerThread thread = recorder.listen(tracker, said::add);
      events.subList(0, before).forEach(recorder::record);
      pause.await();
      events.subList(before, events.size()).forEach(recorder::record);
      thread.close();
      tracker.end(files, limit);
    }
  }

  private void track(List<StudyEvent> journal, List<StudyEvent> events, List<Artefact> files)
      throws IOException, InterruptedException {
    track(journal, events, 0, () -> {}, TO_THE_END, files);
  }

  private void track(List<StudyEvent> events) throws IOException, InterruptedException {
    track(new ArrayList<>(), events, PAGE);
  }

  /** Tracks events with a server that fails, and ends once that was said. */
  private void trackInVain(List<StudyEvent> journal, List<StudyEvent> events)
      throws IOException, InterruptedException {
    track(journal, events, events.size(), complained::await, SOON, PAGE);
  }

  private void assertThatTheWholeStudyIsThere(List<StudyEvent> events) {
    StudyRecord record = StudyRecord.of(events);
    assertThat(server.runs()).hasSize(1 + record.trials().size());
    FakeMlflow.Run study = server.run("study");
    assertThat(study.status()).isEqualTo("FINISHED");
    assertThat(study.tags()).containsEntry("espalier.status", "finished");
    record
        .trials()
        .forEach(
            trial -> {
              FakeMlflow.Run run = server.run(String.valueOf(trial.trial()));
              assertThat(run.status()).isNotEqualTo("RUNNING");
              assertThat(run.tags()).containsEntry("mlflow.parentRunId", study.id());
              assertThat(run.params()).hasSameSizeAs(trial.candidate().values());
              trial
                  .evaluation()
                  .score()
                  .ifPresent(
                      score ->
                          assertThat(run.metrics())
                              .contains(
                                  "area-under-roc %d %s"
                                      .formatted(trial.evaluation().rung(), score)));
            });
  }

  @Test
  void a_study_is_a_run_with_one_for_each_trial_in_it() throws Exception {
    List<StudyEvent> events = SampleStudy.events();
    track(events);
    assertThatTheWholeStudyIsThere(events);
    assertThat(server.experiments()).containsExactly("exp");
    assertThat(server.artefacts()).containsExactly(Map.entry("report.html", 7));
    assertThat(server.versions()).isEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void a_model_is_registered_from_the_runs_artefacts() throws Exception {
    List<Artefact> files =
        List.of(
            Artefact.ofText("model/sparkml/metadata/_SUCCESS", ""),
            SavedModel.description("4.1.0"));
    track(new ArrayList<>(), SampleStudy.events(), files);
    assertThat(server.artefacts())
        .containsOnlyKeys("model/sparkml/metadata/_SUCCESS", "model/MLmodel");
    assertThat(server.versions()).containsExactly("model mlflow-artifacts:/1/run0/artifacts/model");
  }

  @Test
  void a_resumed_study_goes_on_in_the_same_runs() throws Exception {
    List<StudyEvent> events = SampleStudy.events();
    List<StudyEvent> journal = new ArrayList<>();
    track(journal, events.subList(0, 60), List.of());
    int before = server.runs().size();
    assertThat(before).isBetween(5, 54);
    assertThat(server.run("study").status()).isEqualTo("RUNNING");
    track(journal, events.subList(60, events.size()), PAGE);
    assertThatTheWholeStudyIsThere(events);
    int creates = server.requests("runs/create");
    assertThat(creates).isEqualTo(server.runs().size());
    assertThat(said).isEmpty();
  }

  @Test
  void the_runs_of_a_study_whose_driver_was_killed_are_killed_until_it_goes_on() throws Exception {
    List<StudyEvent> events = SampleStudy.events();
    List<StudyEvent> journal = new ArrayList<>(events.subList(0, 60));
    MlflowTracker.send(target(Map.of()), journal, false, List.of(), said::add);
    assertThat(server.runs()).extracting(FakeMlflow.Run::status).doesNotContain("RUNNING");
    assertThat(server.run("study").status()).isEqualTo("KILLED");
    track(journal, events.subList(60, events.size()), PAGE);
    assertThatTheWholeStudyIsThere(events);
    assertThat(server.requests("runs/create")).isEqualTo(server.runs().size());
  }

  @Test
  void what_was_sent_as_a_whole_is_not_sent_again() throws Exception {
    List<StudyEvent> events = SampleStudy.events();
    track(events);
    int before = server.requests("runs/log-batch");
    MlflowTracker.send(target(Map.of()), events, true, List.of(), said::add);
    assertThat(server.requests("runs/log-batch")).isEqualTo(before);
    assertThatTheWholeStudyIsThere(events);
  }

  @Test
  void the_command_sends_from_the_journal_what_a_dead_server_missed() throws Exception {
    List<StudyEvent> events = SampleStudy.events();
    server.answer(503);
    trackInVain(new ArrayList<>(), events);
    assertThat(server.runs()).isEmpty();
    assertThat(said)
        .containsExactly(
            "mlflow: %s: answers 503: told to fail; the study continues, and unsent events wait"
                .formatted(server.address()),
            "mlflow: %s: not sent: 55 runs of 55; track DIR sends it".formatted(server.address()));
    server.answer(200);
    MlflowTracker.send(target(Map.of()), events, true, PAGE, said::add);
    assertThatTheWholeStudyIsThere(events);
    assertThat(said).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 401, 403, 404, 429, 500})
  void a_server_that_answers_so_is_named_once_and_given_all_later(int status) throws Exception {
    List<StudyEvent> events = SampleStudy.events();
    List<StudyEvent> journal = new ArrayList<>();
    server.answer(status);
    trackInVain(journal, events.subList(0, 100));
    assertThat(said).hasSize(2).allMatch(line -> line.startsWith("mlflow: " + server.address()));
    assertThat(said.get(0)).contains("answers " + status);
    server.answer(200);
    track(journal, events.subList(100, events.size()), PAGE);
    assertThatTheWholeStudyIsThere(events);
    assertThat(said).hasSize(2);
  }

  @Test
  void a_server_that_never_answers_holds_up_neither_study_nor_end() throws Exception {
    server.keepSilent();
    track(new ArrayList<>(), SampleStudy.events(), 1, server::awaitSilence, SOON, PAGE);
    assertThat(said)
        .as("nobody has waited for the answer")
        .singleElement()
        .asString()
        .contains("not sent: 55 runs of 55; track DIR sends it");
  }

  @Test
  void nobody_listens_at_the_address() throws Exception {
    server.close();
    trackInVain(new ArrayList<>(), SampleStudy.events());
    assertThat(said).hasSize(2);
    assertThat(said.get(0)).contains("does not answer: ConnectException; the study continues");
  }

  @Test
  void a_slow_server_gets_all_in_the_end() throws Exception {
    server.delay(Duration.ofMillis(3));
    List<StudyEvent> events = SampleStudy.events();
    track(events);
    assertThatTheWholeStudyIsThere(events);
  }

  @Test
  void answers_that_are_lost_make_no_run_twice() throws Exception {
    server.loseAnswers(3);
    List<StudyEvent> events = SampleStudy.events();
    track(events);
    assertThatTheWholeStudyIsThere(events);
    assertThat(said).hasSize(1);
  }

  @Test
  void a_trial_that_is_deleted_meanwhile_is_left_out_and_said_once() throws Exception {
    server.hold("3");
    Pause deletion =
        () -> {
          server.awaitHeld();
          server.run("0").delete();
          server.run("3").delete();
          server.release();
        };
    track(new ArrayList<>(), SampleStudy.events(), 100, deletion, TO_THE_END, PAGE);
    assertThat(server.runs()).hasSize(53);
    assertThat(said).singleElement().asString().contains("was deleted meanwhile and is left out");
  }

  @Test
  void a_study_that_is_deleted_meanwhile_ends_the_tracking() throws Exception {
    server.hold("8");
    Pause deletion =
        () -> {
          server.awaitHeld();
          server.run("study").delete();
          server.release();
        };
    track(new ArrayList<>(), SampleStudy.events(), 100, deletion, TO_THE_END, PAGE);
    assertThat(said)
        .containsExactly(
            "mlflow: %s: the run of the study was deleted meanwhile; nothing more is sent to it"
                .formatted(server.address()));
    assertThat(server.artefacts()).isEmpty();
  }

  @Test
  @Tag(Sample.TAG)
  void a_trial_takes_three_requests() throws Exception {
    assertThatTheyTakeThreeRequestsEach(Sample.rounds(1_000));
  }

  @Test
  @Tag("full")
  void ten_thousand_trials_take_three_requests_each() throws Exception {
    assertThatTheyTakeThreeRequestsEach(10_000);
  }

  private void assertThatTheyTakeThreeRequestsEach(int trials) throws Exception {
    RandomStudy opening = new RandomStudy(1);
    List<StudyEvent> events = new ArrayList<>(List.of(opening.opened()));
    for (int i = 0; i < trials; i++) {
      Trial trial = new Trial(i, new Configuration(Map.of("x", i)), "random");
      Proposal proposal = new Proposal(i, i, 0, List.of(0), 90);
      Outcome outcome = Studies.completed(proposal, 1.0 / (i + 1));
      events.add(new StudyEvent.Proposed(trial, proposal));
      events.add(new StudyEvent.CellStarted(i, 0, 1 + i));
      events.add(new StudyEvent.CellEnded(i, outcome.cells().get(0)));
      events.add(new StudyEvent.Told(outcome));
    }
    events.add(new StudyEvent.Closed(StudyStatus.FINISHED, 0, "done", List.of(), 1, 2L * trials));
    MlflowTracker.send(target(Map.of()), events, true, List.of(), said::add);
    assertThat(server.runs()).hasSize(1 + trials);
    int requests = server.requests("");
    int ofStudy = trials / 500 + 10; // its best scores, search, experiment
    assertThat(requests).isLessThanOrEqualTo(3 * trials + ofStudy);
    assertThat(server.run(String.valueOf(trials - 1)).tags()).containsKey(TrackedRun.SENT);
    assertThat(said).isEmpty();
  }

  @Test
  void artefacts_that_only_mlflows_clients_could_write_are_left_out_and_said_once()
      throws Exception {
    server.keepArtefactsAt("s3://secret-bucket/");
    track(SampleStudy.events());
    assertThat(server.artefacts()).isEmpty();
    assertThat(said)
        .containsExactly(
            "mlflow: %s: keeps artefacts at s3:…, which only its own clients write to; page, summary and model are left out"
                .formatted(server.address()));
  }

  @Test
  void numbers_that_are_not_finite_are_sent_as_such() throws Exception {
    TrackedStudy study = new TrackedStudy();
    study.add(SampleStudy.events().get(0));
    study.study().metric("nan", Double.NaN, 0, 1);
    study.study().metric("infinity", Double.POSITIVE_INFINITY, 1, 1);
    new RunSender(target(Map.of()), study, false, said::add).send();
    assertThat(server.run("study").metrics()).containsExactly("nan 0 NaN", "infinity 1 Infinity");
  }

  @Test
  void credentials_are_sent_and_never_shown() throws Exception {
    String uri = "MLFLOW_TRACKING_URI";
    Map<String, String> token = Map.of(uri, server.address(), "MLFLOW_TRACKING_TOKEN", "qx-token");
    Map<String, String> user =
        Map.of(
            uri,
            server.address(),
            "MLFLOW_TRACKING_USERNAME",
            "me",
            "MLFLOW_TRACKING_PASSWORD",
            "qx-word");
    TrackingTarget inAddress =
        TrackingTarget.of(
                TrackPlan.NONE,
                Map.of("MLFLOW_TRACKING_URI", server.address().replace("//", "//me:qx-word@")),
                said::add)
            .orElseThrow();
    for (TrackingTarget target : List.of(target(token), target(user), inAddress)) {
      MlflowTracker.send(target, SampleStudy.events(1), true, List.of(), said::add);
      said.add(target.toString());
    }
    Map<String, String> broken =
        Map.of(uri, server.address(), "MLFLOW_TRACKING_TOKEN", "qx-to\nken");
    assertThatThrownBy(
            () ->
                MlflowTracker.send(
                    target(broken), SampleStudy.events(1), true, List.of(), said::add))
        .hasMessage("has credentials that an HTTP header cannot hold");
    assertThat(server.authorizations())
        .contains("Bearer qx-token", "Basic bWU6cXgtd29yZA==")
        .allMatch(value -> value.startsWith("B"));
    assertThat(said).noneMatch(line -> line.contains("qx-"));
    assertThat(inAddress.server()).hasToString(server.address());
  }

  /** The second is the server of the environment, but asked for encryption. */
  @ParameterizedTest
  @ValueSource(strings = {"", "https://127.0.0.1", "http://127.0.0.1:1", "http://other.example"})
  void credentials_go_to_no_server_but_that_of_the_environment(String named) throws Exception {
    String uri =
        named.equals("https://127.0.0.1") ? server.address().replaceFirst("http", "https") : named;
    Map<String, String> environment =
        Map.of("MLFLOW_TRACKING_URI", uri, "MLFLOW_TRACKING_TOKEN", "qx-token");
    TrackingTarget target = target(environment);
    MlflowTracker.send(target, SampleStudy.events(1), true, List.of(), said::add);
    assertThat(server.authorizations()).isEmpty();
  }

  @Test
  void an_address_of_another_kind_in_the_environment_is_said_and_not_used() {
    for (String uri : List.of("databricks", "file:/tmp/runs", "sqlite:///m.db", "http://")) {
      said.clear();
      assertThat(TrackingTarget.of(TrackPlan.NONE, Map.of("MLFLOW_TRACKING_URI", uri), said::add))
          .isEmpty();
      assertThat(said).singleElement().asString().startsWith("MLFLOW_TRACKING_URI: ");
    }
    said.clear();
    assertThat(TrackingTarget.of(TrackPlan.NONE, Map.of(), said::add)).isEmpty();
    assertThat(said).isEmpty();
  }

  @Test
  void an_interrupted_study_that_is_played_at_random_is_sent_as_its_journal_has_it()
      throws Exception {
    RandomStudy study = new RandomStudy(7);
    List<StudyEvent> journal = new ArrayList<>();
    try (JournalRecorder recorder =
        JournalRecorder.open(new MemoryJournal(journal), () -> Instant.EPOCH)) {
      recorder.record(study.opened());
      MlflowTracker tracker =
          new MlflowTracker(target(Map.of()), recorder.history(), LATER, said::add, FAST);
      ListenerThread thread = recorder.listen(tracker, said::add);
      study.on(study.simulated(2, 1), Budget.UNLIMITED, () -> Instant.EPOCH, recorder).run();
      recorder.shut(new StudyEvent.Closed(StudyStatus.INTERRUPTED, 143, "ended", List.of(), 1, 1));
      thread.close();
      tracker.end(List.of(), TO_THE_END);
    }
    assertThat(server.run("study").status()).isEqualTo("KILLED");
    assertThat(server.runs()).hasSize(1 + StudyRecord.of(journal).trials().size());
    assertThat(said).isEmpty();
  }
}
