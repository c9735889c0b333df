package org.espalier.bench;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.CellPool;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Proposal;

/**
 * Classes that a cell passes between the pool and its trainer: those on the stack when its last job
 * starts, and those of which a method is executed for one cell of a job, after others have run, by
 * the data of JaCoCo's agent.
 */
final class PathBenchmark {

  static final String NAME = "path";

  private static final String OURS = "org/espalier/";

  /** Blocks of JaCoCo's format, as its ExecutionDataWriter writes them. */
  private static final int HEADER = 0x01;

  private static final int SESSION = 0x10;
  private static final int DATA = 0x11;

  /** The pool itself. */
  private static final Set<String> POOL =
      Set.of(
          "CellPool",
          "SubmittedCells",
          "WaitingCells",
          "RunningBatches",
          "PooledBatch",
          "BatchRun",
          "PooledCell",
          "CellEndings");

  /** Packages of the trainers, and of what they compute with. */
  private static final List<String> TRAINERS =
      List.of("train/", "spark/local/trainer/", "numeric/", "metric/");

  private static final String STUDY =
      """
      study = path
      data { source = "embedded:breast-cancer", label = label }
      learners = [ { type = logistic-regression, space { regParam = { from = 0.001, to = 1 } } } ]
      folds = 2
      run { pre-flight = false, training = "%s" }
      output.path = "%s"
      """;

  private PathBenchmark() {}

  /** Classes on the stack of the thread that starts a job, as Spark records its call site. */
  private static final class Stacks extends SparkListener {

    private static final Pattern FRAME = Pattern.compile("org\\.espalier\\.([\\w.]+)");

    private Set<String> last = Set.of(); // of the job that started last, guarded by this

    @Override
    public synchronized void onJobStart(SparkListenerJobStart start) {
      last = new LinkedHashSet<>();
      for (String frame : start.stageInfos().head().details().lines().toList()) {
        Matcher ours = FRAME.matcher(frame);
        if (ours.find()) {
          String method = ours.group(1).replace('.', '/');
          String name = method.substring(0, method.lastIndexOf('/')).replaceAll("\\$.*", "");
          if (POOL.stream().noneMatch(pool -> name.equals("evaluate/" + pool))) {
            last.add(name);
          }
        }
      }
    }

    synchronized String table() {
      return "%5d %-30s %s%n"
          .formatted(
              last.size(), "0 on the stack of its job", String.join("\n" + " ".repeat(37), last));
    }
  }

  /** Prints the classes for a fit inside a task, and for one by jobs. */
  static void run(SparkSession spark) throws Exception {
    System.setProperty("spark.callstack.depth", "500");
    Stacks stacks = new Stacks();
    spark.sparkContext().addSparkListener(stacks);
    for (String training : List.of("tasks", "jobs")) {
      Set<String> executed = executed(spark, training);
      spark.sparkContext().listenerBus().waitUntilEmpty();
      System.out.print("training = %s%n%s%s".formatted(training, stacks.table(), table(executed)));
    }
  }

  private static Set<String> executed(SparkSession spark, String training) throws Exception {
    Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), NAME);
    Path file = Files.writeString(folder.resolve("study.conf"), STUDY.formatted(training, folder));
    Settings.Checked settings =
        new SettingsReader(Map.of(), Map.of())
            .check(file.toFile(), List.of(), PreparedStudy::catalogue);
    InstantSource clock = InstantSource.system();
    PrintWriter console = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    try (PreparedStudy study = PreparedStudy.read(settings, spark, clock, console);
        PipelineCells work = study.cells();
        SparkBatches runner = new SparkBatches(spark.sparkContext(), NAME, work.fits(), clock);
        CellPool pool = new CellPool(runner, 1)) {
      work.fits().places().choices();
      Configuration defaults = study.space().defaults().get(0);
      for (int cell = 0; cell < 20; cell++) { // the first ones load classes and collect rows
        run(pool, study, defaults, cell);
      }
      data(true);
      run(pool, study, defaults, 20);
      return classes(data(false));
    }
  }

  private static void run(CellPool pool, PreparedStudy study, Configuration defaults, int number)
      throws InterruptedException {
    int top = study.ladder().top();
    Map<String, Object> params = new LinkedHashMap<>(defaults.params());
    params.put("regParam", 0.01 + number / 1000.0);
    pool.submit(
        new Proposal(number, number, top, List.of(0), study.ladder().units(top, 1)),
        Configuration.of(defaults.learner(), params));
    List<CellOutcome> ended = pool.await(number, Duration.ofMinutes(1)).orElse(List.of());
    if (ended.isEmpty() || ended.get(0).state() != CellState.COMPLETED) {
      throw new IllegalStateException("Cell %d did not complete: %s".formatted(number, ended));
    }
  }

  /** Execution data of the agent, which are forgotten afterwards if asked. */
  private static byte[] data(boolean forget) throws JMException {
    return (byte[])
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("org.jacoco:type=Runtime"),
                "getExecutionData",
                new Object[] {forget},
                new String[] {"boolean"});
  }

  /** Names of the classes with an executed probe. */
  private static Set<String> classes(byte[] data) throws IOException {
    Set<String> names = new TreeSet<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(data));
    for (int block = in.read(); block >= 0; block = in.read()) {
      switch (block) {
        case HEADER -> in.skipNBytes(4);
        case SESSION -> {
          in.readUTF();
          in.skipNBytes(16);
        }
        case DATA -> {
          in.skipNBytes(8);
          String name = in.readUTF();
          if (anyProbe(in) && name.startsWith(OURS)) {
            names.add(name.substring(OURS.length()));
          }
        }
        default -> throw new IOException("Unknown block %d.".formatted(block));
      }
    }
    return names;
  }

  /** Reads the probes of a class: their number in groups of seven bits, then a bit each. */
  private static boolean anyProbe(DataInputStream in) throws IOException {
    int count = 0;
    int shift = 0;
    int part;
    do {
      part = in.readUnsignedByte();
      count |= (part & 0x7f) << shift;
      shift += 7;
    } while ((part & 0x80) != 0);
    boolean any = false;
    for (byte probes : in.readNBytes((count + 7) / 8)) {
      any |= probes != 0;
    }
    return any;
  }

  private static String table(Set<String> executed) throws ReflectiveOperationException {
    Map<String, Set<String>> kinds = new TreeMap<>();
    for (String name : executed) {
      kinds.computeIfAbsent(kind(name), kind -> new TreeSet<>()).add(name);
    }
    StringBuilder table = new StringBuilder();
    kinds.forEach(
        (kind, names) ->
            table.append(
                "%5d %-30s %s%n"
                    .formatted(
                        names.size(),
                        kind,
                        kind.startsWith("1")
                            ? names.stream().collect(Collectors.joining("\n" + " ".repeat(37)))
                            : "")));
    return table.toString();
  }

  private static String kind(String name) throws ClassNotFoundException {
    String top = name.replaceAll("\\$.*", "");
    if (TRAINERS.stream().anyMatch(name::startsWith)
        || POOL.stream().anyMatch(pool -> top.equals("evaluate/" + pool))
        || name.startsWith("bench/")) {
      return "4 of pool, trainer, benchmark";
    }
    if (!top.equals(name)) {
      return "3 nested";
    }
    return Class.forName((OURS + name).replace('/', '.')).isRecord()
        ? "2 records"
        : "1 top-level classes";
  }
}
