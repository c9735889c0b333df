package org.espalier.spark.ui;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.journal.CellKey;
import org.espalier.journal.EventCases;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.ui.StudyProgress.Phrase;
import org.espalier.spark.ui.StudyProgress.Step;
import org.espalier.spark.ui.StudyProgress.TrialChange;
import org.espalier.spec.SafeText;
import org.espalier.study.Decision;
import org.espalier.study.EntryPoint;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.TrialState;
import org.espalier.tune.StudyControl;
import org.espalier.tune.StudyListener;
import org.jspecify.annotations.Nullable;

/**
 * Listener of a study that runs in this application. It writes each event to the rows of the tab at
 * once, and {@link ProgressLog} sends it to the event log later.
 */
final class LiveStudy implements StudyListener {

  /** Number of digits of scores and times, enough to distinguish trials. */
  private static final MathContext DIGITS = new MathContext(6);

  /** Maximum number of characters of a text that comes from elsewhere. */
  private static final int TEXT = 160;

  /** Maximum bytes of all phrases together, besides {@value #PER_TRIAL} for each trial. */
  private static final int PHRASES = 200;

  private static final int PER_TRIAL = 40;

  /** Number that stands as a word of its own. */
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])\\d+(?:[.,]\\d+)*(?!\\w)");

  private final int study;
  private final UUID id;
  private final int plannedTrials;
  private final TuningRows rows;
  private final ProgressLog log;
  private final Consumer<LiveStudy> ended;
  private final Map<Phrase, Integer> phrases = new LinkedHashMap<>();
  private final Set<CellKey> cells = ConcurrentHashMap.newKeySet(); // running cells
  private final long attached;
  private int phraseBytes = 0;
  private int top = 0;
  private int trials = 0;
  private int winner = -1;
  private volatile @Nullable StudyControl control;

  private final EventCases cases =
      new EventCases()
          .on(StudyEvent.Opened.class, this::begin)
          .on(StudyEvent.Proposed.class, this::propose)
          .on(StudyEvent.CellStarted.class, this::start)
          .on(StudyEvent.CellEnded.class, this::end)
          .on(StudyEvent.Told.class, told -> tell(told.outcome()))
          .on(StudyEvent.Retried.class, retried -> tell(retried.outcome()))
          .on(StudyEvent.Decided.class, decided -> decide(decided.decision()))
          .on(StudyEvent.Confirmed.class, confirmed -> winner = confirmed.winner())
          .on(StudyEvent.Closed.class, this::close);

  /**
   * @param study number of the study in its application
   * @param id identity of the study in the tags of its jobs
   * @param plannedTrials number of planned trials, including those of earlier drivers
   * @param rows rows of the tab
   * @param log receiver of the events for the event log
   * @param ended called when the study has ended
   */
  LiveStudy(
      int study,
      UUID id,
      int plannedTrials,
      TuningRows rows,
      Consumer<StudyProgress> log,
      InstantSource clock,
      Consumer<LiveStudy> ended) {
    this.study = study;
    this.id = id;
    this.plannedTrials = plannedTrials;
    this.rows = rows;
    this.log = new ProgressLog(log, clock);
    this.ended = ended;
    this.attached = clock.millis();
  }

  int study() {
    return study;
  }

  /** Returns the control of the study; empty before the study starts. */
  Optional<StudyControl> control() {
    return Optional.ofNullable(control);
  }

  /** Returns the number of running cells. */
  int cells() {
    return cells.size();
  }

  @Override
  public String name() {
    return "Tuning tab of Spark's UI";
  }

  @Override
  public void begins(StudyControl begun) {
    control = begun;
  }

  @Override
  public void past(List<StudyEvent> events) {
    events.forEach(this::happened);
  }

  @Override
  public void happened(StudyEvent event) {
    cases.match(event);
  }

  private void propose(StudyEvent.Proposed proposed) {
    trials = Math.max(trials, proposed.trial().number() + 1);
    change(proposed.trial().number(), TrialState.RUNNING, 0);
  }

  private void start(StudyEvent.CellStarted cell) {
    cells.add(new CellKey(cell.proposal(), cell.fold()));
  }

  private void end(StudyEvent.CellEnded cell) {
    cells.remove(new CellKey(cell.proposal(), cell.outcome().fold()));
  }

  private void close(StudyEvent.Closed closed) {
    cells.clear();
    String reason = brief(closed.reason());
    add(new StudyProgress.Ended(study, closed.status().key(), reason, closed.at(), winner));
    ended.accept(this);
  }

  private void begin(StudyEvent.Opened opened) {
    RungLadder ladder = opened.setup().ladder();
    top = ladder.top();
    add(
        new StudyProgress.Begun(
            study,
            id,
            brief(opened.study()),
            opened.setup().objective(),
            opened.request().entryPoint() == EntryPoint.FUNCTION,
            plannedTrials,
            StudyProgress.Begun.rungs(ladder),
            attached));
  }

  private void tell(Outcome outcome) {
    int rung = outcome.proposal().rung();
    double seconds = outcome.cells().stream().mapToDouble(c -> c.cost().taskSeconds()).sum();
    int trial = outcome.proposal().trial();
    if (outcome.completed()) {
      Double score = rounded(outcome.score().getAsDouble());
      change(
          trial,
          rung == top ? TrialState.COMPLETED : TrialState.PAUSED,
          seconds,
          new Step(rung, score, -1, ""));
    } else {
      Step failed = step(rung, lower(outcome.state()), "", outcome.reason());
      change(trial, outcome.state(), seconds, failed);
    }
  }

  private void decide(Decision decision) {
    TrialState before = state(decision.trial());
    Decision.Ranking ranking = decision.ranking();
    String reason =
        "%s (rank %d of %d then)".formatted(decision.reason(), ranking.rank(), ranking.of());
    TrialState after =
        switch (decision.kind()) {
          case PROMOTE -> before == TrialState.PAUSED ? TrialState.QUEUED : before;
          case PRUNE -> before == TrialState.COMPLETED ? before : TrialState.PRUNED;
          case COMPLETE -> before;
        };
    String verb = lower(decision.kind()) + "d"; // promoted, pruned, completed
    change(decision.trial(), after, 0, step(decision.rung(), verb, decision.rule(), reason));
  }

  private static String lower(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }

  private TrialState state(int trial) {
    return rows.trial(study, trial).map(row -> row.now().state()).orElse(TrialState.RUNNING);
  }

  private Step step(int rung, String verb, String rule, String reason) {
    String text = SafeText.line(reason);
    StringBuilder numbers = new StringBuilder();
    Matcher found = NUMBER.matcher(text);
    String words =
        found.replaceAll(
            match -> {
              numbers.append(numbers.isEmpty() ? "" : " ").append(match.group());
              return String.valueOf(Phrase.NUMBER);
            });
    int index = phrase(new Phrase(verb, rule, brief(words)));
    return new Step(rung, null, index, index < 0 ? "" : brief(numbers.toString()));
  }

  /** Returns the index of a phrase; -1 for a new phrase that exceeds the limit of bytes. */
  private int phrase(Phrase phrase) {
    Integer known = phrases.get(phrase);
    if (known != null) {
      return known;
    }
    String text = phrase.verb() + phrase.rule() + phrase.text();
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (phraseBytes + bytes > PHRASES + PER_TRIAL * trials) {
      return -1;
    }
    phraseBytes += bytes;
    phrases.put(phrase, phrases.size());
    add(new StudyProgress.Trials(study, List.of(phrase), List.of()));
    return phrases.size() - 1;
  }

  private void change(int trial, TrialState state, double seconds, Step... steps) {
    double before = rows.trial(study, trial).map(row -> row.now().taskSeconds()).orElse(0.0);
    double all = rounded(before + seconds);
    TrialChange change = new TrialChange(trial, state, all, List.of(steps));
    add(new StudyProgress.Trials(study, List.of(), List.of(change)));
  }

  private void add(StudyProgress progress) {
    rows.apply(progress);
    log.add(progress);
  }

  private static double rounded(double value) {
    return BigDecimal.valueOf(value).round(DIGITS).doubleValue();
  }

  private static String brief(String text) {
    return text.length() <= TEXT ? text : text.substring(0, TEXT) + "…";
  }
}
