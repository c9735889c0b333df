package org.espalier.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.plan.StudySpace;
import org.espalier.settings.Settings;
import org.espalier.spark.store.StudyFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that runs a study from its settings to its output files. */
@Command(name = "tune", description = "Runs the study of a file.", mixinStandardHelpOptions = true)
final class TuneCommand implements Callable<Integer> {

  @Mixin private final SettingsOptions options = new SettingsOptions();

  @Option(
      names = "--new-data",
      description = "Lets a study go on with other rows than it was begun with.")
  private boolean newData = false;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = options.read();
    StudySpace space = PreparedStudy.check(settings);
    SparkSession spark = Sessions.open(settings.plan());
    PrintWriter out = spec.commandLine().getOut();
    StudyFolder folder = StudyOutput.awaited(spark, settings.plan(), out);
    try (PreparedStudy study = PreparedStudy.of(settings, space, spark)) {
      if (!folder.resumes()) {
        if (settings.plan().run().preFlight()) {
          out.println(new PreFlight(spark, study, folder, InstantSource.system()).run());
        }
        folder.clear();
      }
      try (JournalStore journal = folder.journal()) {
        return run(spark, study, folder, journal);
      }
    }
  }

  private int run(SparkSession spark, PreparedStudy study, StudyFolder folder, JournalStore journal)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<StudyEvent> events = journal.read();
    Optional<Resumption> resumption =
        Resumption.isPossible(events)
            ? Optional.of(Resumption.of(events, study, folder, newData))
            : Optional.empty();
    PreparedStudy prepared = resumption.map(Resumption::prepared).orElse(study);
    return new StudyRun(spark, prepared, folder, journal, resumption, out, InstantSource.system())
        .run();
  }
}
