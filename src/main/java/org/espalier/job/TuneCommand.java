package org.espalier.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.espalier.plan.StudySpace;
import org.espalier.settings.Settings;
import org.espalier.spark.store.StudyFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a study from its settings to the files it leaves. */
@Command(name = "tune", description = "Runs the study of a file.", mixinStandardHelpOptions = true)
final class TuneCommand implements Callable<Integer> {

  @Mixin private final SettingsOptions options = new SettingsOptions();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Settings settings = options.read();
    StudySpace space = PreparedStudy.check(settings);
    SparkSession spark = Sessions.open(settings.plan());
    StudyFolder folder = StudyOutput.free(spark, settings.plan());
    try (PreparedStudy study = PreparedStudy.of(settings, space, spark)) {
      return new StudyRun(spark, study, folder, out, InstantSource.system()).run();
    }
  }
}
