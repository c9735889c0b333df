package org.espalier.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URL;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SessionArtifactTest {

  private static final String SESSION = "0b1f4c6e-8c62-4f7e-9d53-0a6f3f1d2c4b";

  private static URL jar(String path) throws Exception {
    return URI.create("file:" + path).toURL();
  }

  @Test
  void a_jar_that_a_client_added_to_its_session_is_refused_with_what_to_do() throws Exception {
    URL added = jar("/tmp/artifacts/spark-7a/" + SESSION + "/jars/espalier.jar");
    assertThatThrownBy(() -> SessionArtifact.refuse(added, Optional.of(SESSION)))
        .isInstanceOf(ClientException.class)
        .hasMessageStartingWith("espalier: its jar was added to the session")
        .hasMessageContaining("--jars espalier.jar");
  }

  @Test
  void a_jar_of_the_server_passes_in_every_session_and_outside_of_one() throws Exception {
    URL ofServer = jar("/opt/spark/jars/espalier.jar");
    assertThatCode(() -> SessionArtifact.refuse(ofServer, Optional.of(SESSION)))
        .doesNotThrowAnyException();
    assertThatCode(() -> SessionArtifact.refuse(ofServer, Optional.empty()))
        .doesNotThrowAnyException();
  }

  @Test
  void these_classes_are_of_no_session_here() {
    assertThat(SessionArtifact.session()).isEmpty();
    SessionArtifact.refuse(SessionArtifact.jar(), SessionArtifact.session());
  }
}
