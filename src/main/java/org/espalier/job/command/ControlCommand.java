package org.espalier.job.command;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.espalier.job.study.StudyOutput;
import org.espalier.journal.ControlRequest;
import org.espalier.journal.ControlRequest.Action;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.store.ControlFolder;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * Command that leaves a request for the driver of a running study, and waits for the answer. Starts
 * no Spark application, so that it runs wherever the study's folder can be written to.
 */
public abstract class ControlCommand extends JobCommand {

  /** Time for the answer: several looks of the driver at the folder. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration LOOK = Duration.ofMillis(200);

  @Parameters(index = "0", paramLabel = "DIR", description = "The study's folder.")
  @SuppressWarnings("NullAway.Init") // required, so set by picocli
  private String dir;

  private final Action action;

  private ControlCommand(Action action) {
    this.action = action;
  }

  /** Number of further trials; 0 for none. */
  protected int trials() {
    return 0;
  }

  @Override
  public final Integer call() throws IOException, InterruptedException {
    StudyFolder folder = StudyOutput.existing(dir);
    StudyHistory history = folder.history();
    if (!history.isBegun()) {
      throw problem("its driver has not begun the study", "ask again once it has");
    }
    boolean driven = folder.holder().isPresent();
    if (!driven && action != Action.EXTEND) {
      throw problem(
          history.closed().isPresent()
              ? "the study has ended: " + history.closed().get().reason()
              : "its driver is gone",
          history.door().resumption() + " goes on with it");
    }
    ControlRequest request = folder.control().leave(action, trials(), history.opened());
    return driven ? answered(folder, request) : later(history);
  }

  private InvalidStudyException problem(String wrong, String right) {
    return new InvalidStudyException(new Problem(dir, "", wrong, right));
  }

  private int later(StudyHistory history) {
    return say(
        "no driver runs the study; %s adds the trials".formatted(history.door().resumption()));
  }

  private int say(String line) {
    out().println(line);
    out().flush();
    return StudyStatus.FINISHED.exitCode();
  }

  private int answered(StudyFolder folder, ControlRequest request)
      throws IOException, InterruptedException {
    ControlFolder control = folder.control();
    for (Duration left = PATIENCE;
        control.waits(request) && !left.isNegative();
        left = left.minus(LOOK)) {
      Thread.sleep(LOOK.toMillis());
    }
    Optional<StudyEvent.Controlled> answer = folder.history().answer(request.id());
    if (answer.isEmpty()) {
      return say(
          "no answer within %d s; the request waits for the search to begin, for a fit to end, or for another driver"
              .formatted(PATIENCE.toSeconds()));
    }
    if (!answer.get().refusal().isEmpty()) {
      throw problem("refused, as " + answer.get().refusal(), "");
    }
    return say(
        answer.get().plannedTrials().isPresent()
            ? "granted: %d trials are planned".formatted(answer.get().plannedTrials().getAsInt())
            : "granted");
  }

  /** Command that ends a search. */
  @Command(
      name = "stop",
      description = "Ends the search of a running study; the best so far becomes the model.",
      mixinStandardHelpOptions = true)
  public static final class Stop extends ControlCommand {
    Stop() {
      super(Action.STOP);
    }
  }

  /** Command that pauses a search. */
  @Command(
      name = "pause",
      description = "Starts no more fits of a running study; those that run come to their end.",
      mixinStandardHelpOptions = true)
  public static final class Pause extends ControlCommand {
    Pause() {
      super(Action.PAUSE);
    }
  }

  /** Command that continues a paused search. */
  @Command(
      name = "continue",
      description = "Goes on with a paused study.",
      mixinStandardHelpOptions = true)
  public static final class Continue extends ControlCommand {
    Continue() {
      super(Action.CONTINUE);
    }
  }

  /** Command that extends a search. */
  @Command(
      name = "extend",
      description = "Adds trials to a running study, or to one that is resumed later.",
      mixinStandardHelpOptions = true)
  public static final class Extend extends ControlCommand {

    @Option(
        names = "--trials",
        required = true,
        paramLabel = "N",
        description = "Number of further trials.")
    private int trials;

    Extend() {
      super(Action.EXTEND);
    }

    @Override
    protected int trials() {
      if (trials < 1) {
        throw new ParameterException(
            spec.commandLine(), "--trials must be at least 1, not %d".formatted(trials));
      }
      return trials;
    }
  }
}
