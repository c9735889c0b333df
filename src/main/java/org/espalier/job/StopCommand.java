package org.espalier.job;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.espalier.job.model.StudyOutput;
import org.espalier.journal.ControlRequest;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.store.ControlFolder;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Command that ends a search. It leaves a request for the driver of the running study, and waits
 * for the answer. Starts no Spark application, so that it runs wherever the study's folder can be
 * written to.
 */
@Command(
    name = "stop",
    description = "Ends the search of a running study; the best so far becomes the model.",
    mixinStandardHelpOptions = true)
public final class StopCommand extends JobCommand {

  /** Time for the answer: several looks of the driver at the folder. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration LOOK = Duration.ofMillis(200);

  @Parameters(index = "0", paramLabel = "DIR", description = "The study's folder.")
  @SuppressWarnings("NullAway.Init") // required, so set by picocli
  private String dir;

  @Override
  public Integer call() throws IOException, InterruptedException {
    StudyFolder folder = StudyOutput.existing(dir);
    StudyHistory history = folder.history();
    if (!history.isBegun()) {
      throw problem("its driver has not started the study", "try again once it has");
    }
    if (folder.holder().isEmpty()) {
      throw problem(
          history.closed().isPresent()
              ? "the study has ended: " + history.closed().get().reason()
              : "its driver is gone",
          history.entryPoint().resumption() + " continues it");
    }
    return answered(folder, folder.control().leave(history.opened()));
  }

  private InvalidStudyException problem(String wrong, String right) {
    return new InvalidStudyException(new Problem(dir, "", wrong, right));
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
          "no answer within %d s; the request waits for the search to begin"
              .formatted(PATIENCE.toSeconds()));
    }
    if (!answer.get().refusal().isEmpty()) {
      throw problem("refused, as " + answer.get().refusal(), "");
    }
    return say("granted");
  }
}
