package org.espalier.spark.task.tree;

import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.BinaryRandomForestClassificationTrainingSummaryImpl;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassificationTrainingSummary;
import org.apache.spark.ml.classification.RandomForestClassificationTrainingSummaryImpl;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.sql.Dataset;
import org.espalier.spark.task.trainer.SummaryColumns;
import scala.Option;

/** Training summary of a forest for classification, as {@code RandomForestClassifier} makes it. */
final class ForestSummary {

  private ForestSummary() {}

  /** Gives a model its summary, which reads the training rows when it is used. */
  static void attach(Model<?> model, RandomForestClassifier classifier, Dataset<?> training) {
    RandomForestClassificationModel forest = (RandomForestClassificationModel) model;
    SummaryColumns columns = SummaryColumns.of(model, classifier, training);
    double[] noObjective = {0};
    RandomForestClassificationTrainingSummary summary =
        forest.numClasses() <= 2
            ? new BinaryRandomForestClassificationTrainingSummaryImpl(
                columns.predictions(),
                columns.score(),
                columns.prediction(),
                columns.label(),
                columns.weight(),
                noObjective)
            : new RandomForestClassificationTrainingSummaryImpl(
                columns.predictions(),
                columns.prediction(),
                columns.label(),
                columns.weight(),
                noObjective);
    forest.setSummary(Option.apply(summary));
  }
}
