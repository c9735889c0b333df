package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Entry: runs a benchmark by name, or lists them. */
public final class Benchmarks {

  /** Runs to a result; the data beyond the embedded sets lie in a folder. */
  interface Benchmark {
    BenchmarkResult run(SparkSession spark, Path data) throws Exception;
  }

  /** The one that needs no Spark; more words choose its protocols. */
  private static final String SEARCH = "search";

  /** The same, and starts Spark itself where it needs it. */
  private static final String DURABLE = "durable";

  /** The one that submit/bench.sh runs itself, in Python. */
  private static final String FUNCTIONS = "functions";

  /** Ended because something that is needed is not there. */
  private static final int REFUSED = 2;

  private Benchmarks() {}

  private static Map<String, Benchmark> known(List<String> words) {
    Map<String, Benchmark> known = new LinkedHashMap<>();
    known.put("walk", new WalkBenchmark());
    known.put("engine", new EngineBenchmark());
    known.put("trainers", (spark, data) -> new TrainersBenchmark(spark, data, words).run());
    known.put("xgboost", (spark, data) -> new XGBoostBenchmark(spark, data, words).run());
    return known;
  }

  /** Runs the named benchmark and leaves its result in {@code target/bench}, or lists them all. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals(SEARCH)) {
      search(args);
      return;
    }
    if (args.length > 0 && args[0].equals(SeeBenchmark.NAME)) {
      SeeBenchmark.run(System.out);
      return;
    }
    if (args.length > 0 && args[0].equals(DURABLE)) {
      DurableBenchmark.run(List.of(args).subList(1, args.length));
      return;
    }
    if (args.length > 0 && args[0].equals(ColdBenchmark.NAME)) {
      ColdBenchmark.run(List.of(args).subList(1, args.length));
      return;
    }
    if (args.length > 0 && args[0].equals(BorderBenchmark.NAME)) {
      BorderBenchmark.run(List.of(args).subList(1, args.length));
      return;
    }
    if (args.length > 0 && args[0].equals(PathBenchmark.NAME)) {
      SparkSession spark = SparkSession.builder().appName("espalier: path").getOrCreate();
      PathBenchmark.run(spark);
      spark.stop();
      return;
    }
    if (args.length > 0 && args[0].equals(LargeBenchmark.NAME)) {
      LargeBenchmark.run(List.of(args).subList(1, args.length));
      return;
    }
    if (args.length > 0 && args[0].equals(MemoryBenchmark.NAME)) {
      SparkSession spark = SparkSession.builder().appName("espalier: memory").getOrCreate();
      MemoryBenchmark.run(spark, Path.of(System.getenv().getOrDefault("ESPALIER_DATA", "")));
      spark.stop();
      return;
    }
    List<String> words = args.length == 0 ? List.of() : List.of(args).subList(1, args.length);
    if (args.length > 0 && args[0].equals(AutoBenchmark.NAME)) {
      Path folder = Path.of(requireData());
      print(new AutoBenchmark(folder, words).run(), AutoBenchmark.NAME);
      return;
    }
    if (args.length > 0 && args[0].equals(DefaultsBenchmark.NAME)) {
      Path folder = Path.of(requireData());
      SparkSession spark = SparkSession.builder().appName("espalier: defaults").getOrCreate();
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      print(new DefaultsBenchmark(hadoop, folder, words).run(), DefaultsBenchmark.NAME);
      spark.stop();
      return;
    }
    if (args.length > 0 && args[0].equals(PortfolioBenchmark.NAME)) {
      PortfolioBenchmark.run(
          () -> SparkSession.builder().appName("espalier: portfolio").getOrCreate(),
          Path.of(System.getenv().getOrDefault("ESPALIER_DATA", "")),
          words);
      return;
    }
    Map<String, Benchmark> known = known(words);
    Benchmark benchmark = args.length == 0 ? null : known.get(args[0]);
    if (benchmark == null) {
      known.keySet().forEach(System.out::println);
      System.out.println(SEARCH);
      System.out.println(DURABLE);
      System.out.println(ColdBenchmark.NAME);
      System.out.println(MemoryBenchmark.NAME);
      System.out.println(LargeBenchmark.NAME);
      System.out.println(BorderBenchmark.NAME);
      System.out.println(PathBenchmark.NAME);
      System.out.println(PortfolioBenchmark.NAME);
      System.out.println(AutoBenchmark.NAME);
      System.out.println(DefaultsBenchmark.NAME);
      System.out.println(FUNCTIONS);
      System.out.println(SeeBenchmark.NAME);
      System.exit(args.length == 0 ? 0 : REFUSED);
      return;
    }
    Path folder = Path.of(requireData());
    SparkSession spark = SparkSession.builder().appName("espalier: " + args[0]).getOrCreate();
    print(benchmark.run(spark, folder), args[0]);
    spark.stop();
  }

  /** The folder of the tables; ends this process if it is not there. */
  private static String requireData() {
    String folder = System.getenv().getOrDefault("ESPALIER_DATA", "");
    if (!Path.of(folder, "adult", "adult.csv.gz").toFile().isFile()) {
      System.err.println(
          "ESPALIER_DATA: must be the folder that holds adult/adult.csv.gz (UCI Adult), but is '%s'"
              .formatted(folder));
      System.exit(REFUSED);
    }
    return folder;
  }

  private static void print(BenchmarkResult result, String name) throws IOException {
    System.out.print(result.table());
    System.out.println(result.write(Path.of("target", "bench", name + ".json")));
  }

  private static void search(String[] args) throws Exception {
    String real = System.getenv().getOrDefault("ESPALIER_DATA", "");
    Path folder = Path.of(real).toAbsolutePath().resolveSibling("hpo");
    if (!folder.resolve("yahpo").toFile().isDirectory()) {
      System.err.println(
          "ESPALIER_DATA: must have a neighbour 'hpo' with yahpo and fcnet, but is '%s'"
              .formatted(real));
      System.exit(REFUSED);
    }
    System.out.println(SearchBenchmark.run(folder, List.of(args).subList(1, args.length)));
  }
}
