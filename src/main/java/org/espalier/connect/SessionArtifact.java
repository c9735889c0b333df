package org.espalier.connect;

import java.net.URL;
import org.apache.spark.JobArtifactSet$;
import org.apache.spark.JobArtifactState;
import scala.Option;

/**
 * Jar that a client has added to its session by {@code addArtifacts}, in place of one that the
 * server was started with.
 */
final class SessionArtifact {

  private SessionArtifact() {}

  /**
   * Refuses a jar of a session. Spark reads results of jobs in threads that do not have the
   * session's class loader, and finds there no classes of such a jar.
   *
   * @throws ClientException if this class is of such a jar
   */
  static void refuse() {
    Option<JobArtifactState> session = JobArtifactSet$.MODULE$.getCurrentJobArtifactState();
    URL jar = SessionArtifact.class.getProtectionDomain().getCodeSource().getLocation();
    if (session.isDefined() && jar.getPath().contains(session.get().uuid())) {
      throw new ClientException(
          EspalierSource.NAME
              + ": its jar was added to the session, where Spark's own threads do not find its"
              + " classes; start the server with --jars espalier.jar, or with spark.jars");
    }
  }
}
