package org.espalier.spark.task.tree;

import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.BinaryRandomForestClassificationTrainingSummaryImpl;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassificationTrainingSummary;
import org.apache.spark.ml.classification.RandomForestClassificationTrainingSummaryImpl;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Option;
import scala.Tuple3;

/** Training summary of a forest for classification, as {@code RandomForestClassifier} makes it. */
final class ForestSummary {

  private ForestSummary() {}

  /** Gives a model its summary, which reads the training rows when it is used. */
  static void attach(Model<?> model, RandomForestClassifier classifier, Dataset<?> training) {
    RandomForestClassificationModel forest = (RandomForestClassificationModel) model;
    Tuple3<? extends Model<?>, String, String> columns = forest.findSummaryModel();
    String weight =
        classifier.isDefined(classifier.weightCol()) ? classifier.getWeightCol() : "weightCol";
    Dataset<Row> predictions = columns._1().transform(training);
    double[] noObjective = {0};
    RandomForestClassificationTrainingSummary summary =
        forest.numClasses() <= 2
            ? new BinaryRandomForestClassificationTrainingSummaryImpl(
                predictions,
                columns._2(),
                columns._3(),
                classifier.getLabelCol(),
                weight,
                noObjective)
            : new RandomForestClassificationTrainingSummaryImpl(
                predictions, columns._3(), classifier.getLabelCol(), weight, noObjective);
    forest.setSummary(Option.apply(summary));
  }
}
