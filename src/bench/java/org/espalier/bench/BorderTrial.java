package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;
import org.espalier.spark.collected.RankedSize;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.local.trainer.FormSize;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.placement.PlacementPolicy;
import org.espalier.spark.placement.TaskHeap;
import org.espalier.spec.TrainingPlan;
import org.espalier.train.tree.RankedTable;

/**
 * Search of a {@link Tuner} on a table that is just below or just above the border of a heap, which
 * is this process's, with the peak of the objects that were live.
 *
 * @param learner that is trained
 * @param isDense true for 20 numbers a row, false for 30 of 1,000 columns
 * @param share of the border that the table takes
 */
record BorderTrial(Learner learner, boolean isDense, double share) {

  /** Learner with two candidates that are trained apart. */
  enum Learner {
    LOGISTIC {
      @Override
      Estimator<?> estimator() {
        return new LogisticRegression().setMaxIter(10);
      }

      @Override
      String param() {
        return "regParam";
      }
    },
    BAYES {
      @Override
      Estimator<?> estimator() {
        return new NaiveBayes().setModelType("gaussian");
      }

      @Override
      String param() {
        return "smoothing";
      }
    },
    FOREST {
      @Override
      Estimator<?> estimator() {
        return new RandomForestClassifier().setNumTrees(20).setSeed(1);
      }

      @Override
      String param() {
        return "minInfoGain";
      }
    },
    BOOSTING {
      @Override
      Estimator<?> estimator() {
        return new GBTClassifier().setMaxIter(5).setSeed(1);
      }

      @Override
      String param() {
        return "minInfoGain";
      }
    },
    GLM {
      @Override
      Estimator<?> estimator() {
        return new GeneralizedLinearRegression().setFamily("poisson").setMaxIter(3);
      }

      @Override
      String param() {
        return "regParam";
      }
    };

    abstract Estimator<?> estimator();

    /** A number in which candidates differ. */
    abstract String param();

    ParamMap[] maps(Estimator<?> estimator) {
      return Stream.of(0.01, 0.02)
          .map(value -> new ParamMap().put(estimator.getParam(param()).w(value)))
          .toArray(ParamMap[]::new);
    }
  }

  /**
   * What came of a trial.
   *
   * @param planned bytes of the driver
   * @param peak bytes, without those that were live before and those of Spark's stored rows
   * @param executor planned bytes of the executor; 0 in a local session
   * @param executorPeak likewise
   */
  record Result(
      long rows,
      long table,
      long planned,
      long peak,
      long executor,
      long executorPeak,
      String trainer,
      double seconds) {

    private static final String MARK = "border-trial";

    static Optional<Result> of(String line) {
      String[] words = line.split("\t", -1);
      return words[0].equals(MARK)
          ? Optional.of(
              new Result(
                  Long.parseLong(words[1]),
                  Long.parseLong(words[2]),
                  Long.parseLong(words[3]),
                  Long.parseLong(words[4]),
                  Long.parseLong(words[5]),
                  Long.parseLong(words[6]),
                  words[7],
                  Double.parseDouble(words[8])))
          : Optional.empty();
    }

    String line() {
      return String.join(
          "\t",
          MARK,
          String.valueOf(rows),
          String.valueOf(table),
          String.valueOf(planned),
          String.valueOf(peak),
          String.valueOf(executor),
          String.valueOf(executorPeak),
          trainer,
          String.valueOf(seconds));
    }
  }

  private static final int COLUMNS = 20;
  private static final int WIDE = 1_000;

  /** Values of a row other than 0, and columns of which one has one of them. */
  private static final int STORED = 30;

  private static final int APART = 33;

  private static final int FOLDS = 3;
  private static final int OF_A_PARTITION = 200_000;

  /** Runs the trial of its words: learner, dense or sparse, share of the border. */
  public static void main(String[] words) throws Exception {
    BorderTrial trial =
        new BorderTrial(
            Learner.valueOf(words[0].toUpperCase(Locale.ROOT)),
            words[1].equals("dense"),
            Double.parseDouble(words[2]));
    try (SparkSession spark =
        SparkSession.builder()
            .appName("espalier: border")
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      System.out.println(trial.run(spark).line());
    }
  }

  private TableSize size(long rows) {
    long learned = rows - rows / FOLDS;
    if (isDense) {
      return new TableSize(rows, learned, COLUMNS, rows * COLUMNS, 2);
    }
    long stored = STORED * rows;
    int width = RankedTable.width(rows / APART);
    RankedSize ranked = new RankedSize((long) width * WIDE * rows + Double.BYTES * stored, width);
    return new TableSize(rows, learned, WIDE, stored, 2, 0, ranked, 0);
  }

  private Result run(SparkSession spark) throws InterruptedException, IOException {
    Estimator<?> estimator = learner.estimator();
    TaskHeap heap = TaskHeap.of(spark.sparkContext());
    PlacementPolicy rule = PlacementPolicy.of(TrainingPlan.USUAL, heap);
    long count = Math.round(share * rule.mostRows(estimator, this::size, FOLDS));
    TableSize size = size(count);
    Tuner tuner = new Tuner();
    tuner.setEstimator(estimator).setEvaluator(new BinaryClassificationEvaluator().setNumBins(0));
    if (learner == Learner.GLM) {
      tuner.setEvaluator(new RegressionEvaluator());
    }
    ParamMap[] maps = learner.maps(estimator);
    tuner.setEstimatorParamMaps(share < 1 ? maps : Arrays.copyOf(maps, 1)).setNumFolds(FOLDS);
    tuner.setParallelism(heap.slots());
    long began = System.nanoTime();
    LiveHeap live = new LiveHeap(BorderExecutor::stored, risen -> {});
    TunerModel model = tuner.fit(isDense ? dense(spark, count) : sparse(spark, count));
    long peak = live.peak();
    long planned = heap.peak(size.bytes(), FOLDS, TaskTrainers.form(estimator, size));
    boolean isLocal = spark.sparkContext().isLocal();
    return new Result(
        count,
        size.bytes(),
        isLocal ? planned : heap.peak(size.bytes(), 0, FormSize.NONE),
        peak,
        isLocal ? 0 : planned,
        isLocal ? 0 : Long.parseLong(Files.readString(file(spark))),
        model.study().cells().get(0).trained().trainer(),
        (System.nanoTime() - began) / 1e9);
  }

  /** File with the peak of the executor. */
  private static Path file(SparkSession spark) {
    return Path.of(spark.sparkContext().getConf().get(BorderExecutor.FILE));
  }

  private static int partitions(long rows) {
    return (int) Math.max(2, rows / OF_A_PARTITION);
  }

  private static Dataset<Row> dense(SparkSession spark, long rows) {
    List<Column> columns = new ArrayList<>();
    String[] names = new String[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      names[i] = "x" + i;
      columns.add(functions.randn(i).as(names[i]));
    }
    columns.add(functions.rand(COLUMNS).as("noise"));
    Dataset<Row> drawn =
        spark.range(0, rows, 1, partitions(rows)).select(columns.toArray(Column[]::new));
    return new VectorAssembler()
        .setInputCols(names)
        .setOutputCol("features")
        .transform(drawn)
        .selectExpr("features", "IF(noise < 1 / (1 + EXP(-(x0 + x1 + x2))), 1D, 0D) AS label");
  }

  private static Dataset<Row> sparse(SparkSession spark, long rows) {
    UDF1<Long, Vector> vector = BorderTrial::vector;
    return spark
        .range(0, rows, 1, partitions(rows))
        .select(
            functions
                .udf(vector, SQLDataTypes.VectorType())
                .apply(functions.col("id"))
                .as("features"),
            functions.expr("CAST(pmod(hash(id), 2) AS DOUBLE) AS label"));
  }

  /** A vector of numbers that no compression makes smaller. */
  private static Vector vector(long row) {
    SplittableRandom random = new SplittableRandom(row);
    int[] columns = new int[STORED];
    double[] values = new double[STORED];
    for (int i = 0; i < STORED; i++) {
      columns[i] = i * APART + random.nextInt(APART);
      values[i] = 1 + random.nextDouble();
    }
    return Vectors.sparse(WIDE, columns, values);
  }
}
