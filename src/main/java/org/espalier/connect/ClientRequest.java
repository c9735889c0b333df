package org.espalier.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Request of the Python package in a client. It is the only row of the dataset that is written, as
 * options would appear in plans and in Spark's UI; datasets are temporary views of the session,
 * which the request names.
 *
 * @param json the request
 */
record ClientRequest(ClientSession client, JsonNode json) {

  /** Version of the form of requests and answers; {@code _PROTOCOL} of {@code remote.py}. */
  static final String PROTOCOL = "1";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a request.
   *
   * @param protocol that the client speaks
   */
  static ClientRequest of(String protocol, Dataset<Row> rows) {
    if (!protocol.equals(PROTOCOL)) {
      throw new ClientException(
          ("%s: the client's package and the server's jar are of different versions (their requests"
                  + " are of version %s and %s); install the same version of both")
              .formatted(EspalierSource.NAME, protocol, PROTOCOL));
    }
    try {
      return new ClientRequest(new ClientSession(rows), JSON.readTree(rows.first().getString(0)));
    } catch (JsonProcessingException e) {
      throw new ClientException(
          "%s: the request is not JSON; use the Python package of this version"
              .formatted(EspalierSource.NAME));
    }
  }

  /** Does what is requested. */
  void run() throws IOException, InterruptedException {
    switch (text("kind")) {
      case "tuner" -> new ClientTuner(this).run();
      case "auto" -> new ClientAuto(this).run();
      case "loaded" -> client.folder().deleteModel(UUID.fromString(text("model")));
      default ->
          throw new ClientException(
              "%s: there is no request '%s'".formatted(EspalierSource.NAME, text("kind")));
    }
  }

  String text(String field) {
    return json.path(field).asText();
  }

  boolean has(String field) {
    return json.hasNonNull(field);
  }

  /** Dataset that a field names. */
  Optional<Dataset<Row>> dataset(String field) {
    return has(field) ? Optional.of(client.spark().table(text(field))) : Optional.empty();
  }

  /** Rows of the study. */
  Dataset<Row> rows() {
    return dataset("rows").orElseThrow();
  }

  StudyAnswer answer() {
    return new StudyAnswer(client.spark(), text("answer"), JSON.createObjectNode());
  }
}
