package org.espalier.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.espalier.journal.StudyEvent.Began;
import org.espalier.journal.StudyEvent.CellEnded;
import org.espalier.journal.StudyEvent.CellStarted;
import org.espalier.journal.StudyEvent.Closed;
import org.espalier.journal.StudyEvent.Confirmed;
import org.espalier.journal.StudyEvent.Decided;
import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyEvent.Proposed;
import org.espalier.journal.StudyEvent.Repeated;
import org.espalier.journal.StudyEvent.Resumed;
import org.espalier.journal.StudyEvent.Told;
import org.espalier.study.CellOutcome;
import org.espalier.study.Cost;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/** Replay of a study's events, which collects the contents of its tables. */
final class Replay {

  /** A fold of a proposal. */
  private record Place(long proposal, int fold) {}

  private final Opened opened;
  private final Map<Integer, TrialLedger> ledgers = new LinkedHashMap<>();
  private final Map<Long, Outcome> outcomes = new LinkedHashMap<>();
  private final List<CellRow> cells = new ArrayList<>();
  private final Map<Long, Proposal> proposals = new LinkedHashMap<>(); // that are not told
  private final Map<Place, List<Cost>> untold = new LinkedHashMap<>(); // cells that ended
  private final List<DecisionRow> decisions = new ArrayList<>();
  private final List<Resumed> resumed = new ArrayList<>();
  private final Map<Integer, Repeated> repeated = new LinkedHashMap<>();
  private Study study;
  private long toldLast = -1;
  private Optional<Confirmed> confirmed = Optional.empty();
  private Optional<Closed> closed = Optional.empty();
  private final WorkedTime worked = new WorkedTime();

  Replay(Opened opened) {
    this.opened = opened;
    this.study = Study.of(opened.objective(), new Seed(opened.seed()));
    worked.add(opened);
  }

  void accept(StudyEvent event) {
    worked.add(event);
    if (event instanceof Began) {
      return; // recorded by the driver that resumes the study
    }
    // A closing event with others after it does not count: the study was resumed.
    closed = Optional.empty();
    if (event instanceof Proposed proposed) {
      study = study.asked(proposed.trial(), proposed.proposal());
      ledgers
          .computeIfAbsent(proposed.trial().number(), number -> new TrialLedger(proposed.trial()))
          .proposed(proposed.proposal());
      proposals.put(proposed.proposal().number(), proposed.proposal());
    } else if (event instanceof CellStarted cell) {
      underWay(cell.proposal()).ifPresent(proposal -> ledger(proposal.trial()).begun());
    } else if (event instanceof CellEnded cell) {
      end(cell);
    } else if (event instanceof Told told) {
      tell(told.outcome());
    } else if (event instanceof Decided decided) {
      decide(decided.decision());
    } else if (event instanceof Repeated again) {
      repeated.put(again.trial(), again);
    } else if (event instanceof Confirmed choice) {
      confirmed = Optional.of(choice);
    } else if (event instanceof Closed end) {
      closed = Optional.of(end);
    } else if (event instanceof Resumed again) {
      resumed.add(again);
    } else if (event instanceof Opened) {
      throw new IllegalArgumentException("A study is opened once, and this one twice.");
    }
  }

  private Optional<Proposal> underWay(long proposal) {
    return Optional.ofNullable(proposals.get(proposal));
  }

  private void end(CellEnded cell) {
    if (underWay(cell.proposal()).isPresent()) {
      Place place = new Place(cell.proposal(), cell.outcome().fold());
      untold.computeIfAbsent(place, p -> new ArrayList<>()).add(cell.outcome().cost());
    }
  }

  /** What was cancelled is run again if the study goes on; what that had cost stays. */
  private void told(Place place, Cost cost) {
    List<Cost> costs = untold.getOrDefault(place, new ArrayList<>());
    costs.remove(cost);
    if (costs.isEmpty()) {
      untold.remove(place);
    }
  }

  private void tell(Outcome outcome) {
    TrialLedger ledger = ledger(outcome.proposal().trial());
    proposals.remove(outcome.proposal().number());
    outcome
        .cells()
        .forEach(cell -> told(new Place(outcome.proposal().number(), cell.fold()), cell.cost()));
    study = study.told(outcome);
    toldLast = outcome.proposal().number();
    outcomes.put(toldLast, outcome);
    ledger.told(outcome);
    if (outcome.answeredFrom().isEmpty()) {
      outcome.cells().forEach(cell -> addCell(outcome, cell, OptionalLong.empty(), cell.cost()));
      return;
    }
    long original = outcome.answeredFrom().getAsLong();
    Outcome run = outcomes.get(original);
    if (run == null) {
      throw new IllegalArgumentException(
          "Proposal %d is answered from %d, which has no outcome.".formatted(toldLast, original));
    }
    run.cells().forEach(cell -> addCell(outcome, cell, outcome.answeredFrom(), Cost.NONE));
  }

  private void addCell(Outcome outcome, CellOutcome cell, OptionalLong answeredFrom, Cost cost) {
    cells.add(
        new CellRow(
            outcome.proposal().number(),
            outcome.proposal().trial(),
            outcome.proposal().rung(),
            cell.rows(),
            cell.fold(),
            opened.folds().repeat(cell.fold()),
            cell.state(),
            cell.reason(),
            cell.score(),
            cell.metrics(),
            answeredFrom,
            cell.trainer(),
            cost.attempts(),
            cost.fitSeconds(),
            cost.scoreSeconds(),
            cost.taskSeconds(),
            cost.shuffleBytes(),
            cost.spillBytes(),
            cost.peakMemoryBytes(),
            cost.startedAt(),
            cost.endedAt()));
  }

  private void decide(Decision decision) {
    ledger(decision.trial()).decided(decision);
    decisions.add(
        new DecisionRow(
            decisions.size(),
            toldLast,
            decision.trial(),
            decision.rung(),
            decision.kind(),
            decision.rule(),
            decision.value(),
            decision.cutoff(),
            decision.rank(),
            decision.of(),
            decision.measured(),
            decision.reason()));
  }

  private TrialLedger ledger(int trial) {
    TrialLedger ledger = ledgers.get(trial);
    if (ledger == null) {
      throw new IllegalArgumentException("Trial %d was not asked for.".formatted(trial));
    }
    return ledger;
  }

  Opened opened() {
    return opened;
  }

  Study study() {
    return study;
  }

  /** The trials whose fate is known, of which nothing is under way any more. */
  Set<Integer> settled() {
    return trials(ledger -> ledger.isSettled(opened.ladder()));
  }

  /** The trials of which anything was evaluated, or is. */
  Set<Integer> begun() {
    return trials(TrialLedger::isBegun);
  }

  private Set<Integer> trials(Predicate<TrialLedger> chosen) {
    return ledgers.entrySet().stream()
        .filter(entry -> chosen.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Task time of cells that were cancelled, or whose outcome was never told. */
  double cancelledSeconds() {
    return untold.values().stream().flatMap(List::stream).mapToDouble(Cost::taskSeconds).sum();
  }

  List<TrialRow> trials() {
    return ledgers.values().stream()
        .map(ledger -> ledger.row(study, opened.ladder(), closed.isPresent()))
        .toList();
  }

  /** Rows in the order of proposals; outcomes come in virtual order. */
  List<CellRow> cells() {
    return cells.stream().sorted(Comparator.comparing(CellRow::proposal)).toList();
  }

  List<DecisionRow> decisions() {
    return decisions;
  }

  /** Total time that drivers worked on the study so far. */
  Duration worked() {
    return worked.total();
  }

  List<Resumed> resumed() {
    return resumed;
  }

  /** Leading trials that were evaluated again, by trial, each with its last evaluation. */
  Map<Integer, Repeated> repeated() {
    return repeated;
  }

  Optional<Confirmed> confirmed() {
    return confirmed;
  }

  Optional<Closed> closed() {
    return closed;
  }
}
