package org.espalier.spark.store;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Page and figures of a workflow, beside the folders of its studies.
 *
 * @param folder folder of the workflow
 */
public record WorkflowFiles(Path folder, Configuration hadoop) {

  public Path page() {
    return new Path(folder, "workflow.html");
  }

  /** Writes both, in place of earlier ones. */
  public void write(String html, Record figures) throws IOException {
    FileSystem system = WholeFile.system(folder, hadoop);
    WholeFile.replace(system, page(), html);
    Path json = new Path(folder, "workflow.json");
    WholeFile.replace(system, json, SummaryJson.lines(RecordJson.tree(figures)));
  }
}
