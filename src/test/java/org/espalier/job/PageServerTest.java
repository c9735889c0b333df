package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.store.NamedFolder;
import org.espalier.spark.store.StudyFolder;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a running study in a browser. */
final class PageServerTest {

  private static final int FEW = 30; // events

  @TempDir private Path temp;

  private StudyFolder folder() {
    return NamedFolder.folder(temp.resolve("study").toString(), new Configuration());
  }

  private static HttpResponse<String> get(PageServer server, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void it_grows_with_the_journal() throws Exception {
    StudyFolder folder = folder();
    List<StudyEvent> events = SampleStudy.events();
    try (JournalStore journal = folder.journal();
        PageServer server = new PageServer(folder, 0)) {
      HttpResponse<String> early = get(server, "report.html");
      assertThat(early.statusCode()).isEqualTo(503);
      assertThat(early.body()).contains("The study has not started yet.");
      for (StudyEvent event : events.subList(0, FEW)) {
        journal.append(event);
      }
      journal.flush();
      assertThat(get(server, "").body())
          .contains("<iframe src=\"report.html\"", "<title>study · Espalier</title>");
      String version = get(server, "version").body();
      assertThat(get(server, "version").body()).isEqualTo(version);
      String page = get(server, "report.html").body();
      assertThat(page).contains(">Running<");
      for (StudyEvent event : events.subList(FEW, events.size())) {
        journal.append(event);
      }
      journal.flush();
      assertThat(get(server, "version").body()).isNotEqualTo(version);
      assertThat(get(server, "report.html").body())
          .hasSizeGreaterThan(page.length())
          .contains("Espalier study");
      assertThat(get(server, "else").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void a_page_of_another_site_reads_nothing() throws Exception {
    try (PageServer server = new PageServer(folder(), 0);
        Socket socket =
            new Socket(
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                URI.create(server.url()).getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /version HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 403")
          .endsWith("This server is for 127.0.0.1.");
    }
  }
}
