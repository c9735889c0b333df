package org.espalier.job;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.espalier.evaluate.Reason;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.report.ReportPage;
import org.espalier.report.WatchPage;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.SafeText;

/**
 * Server of a study's page on 127.0.0.1, made anew from the journal whenever that has grown. Takes
 * requests by this machine's names alone, so that no page of another site reads it.
 */
final class PageServer implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";
  private static final String PAGE = "report.html";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";

  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final StudyFolder folder;
  private final HttpServer server;
  private final Set<String> hosts;
  private long size = -1; // of the journal that the page is made of, in bytes
  private String page = "";

  /**
   * Serves until it is closed.
   *
   * @param port 0 for any that is free
   * @throws IOException if the port is taken
   */
  PageServer(StudyFolder folder, int port) throws IOException {
    this.folder = folder;
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    this.server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
    int bound = server.getAddress().getPort();
    this.hosts = Set.of(LOOPBACK + ":" + bound, "localhost:" + bound);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://%s:%d/".formatted(LOOPBACK, server.getAddress().getPort());
  }

  private void answer(HttpExchange request) throws IOException {
    try (request) {
      if (!hosts.contains(String.valueOf(request.getRequestHeaders().getFirst("Host")))) {
        send(request, FORBIDDEN, TEXT, "This server is for 127.0.0.1.");
        return;
      }
      try {
        switch (request.getRequestURI().getPath()) {
          case "/" -> send(request, OK, HTML, WatchPage.of(folder.path().getName(), PAGE));
          case "/" + PAGE -> send(request, OK, HTML, page());
          case "/version" -> send(request, OK, TEXT, String.valueOf(folder.journalSize()));
          default -> send(request, NOT_FOUND, TEXT, "There is / alone.");
        }
      } catch (IOException | RuntimeException e) { // the folder may be written to again
        send(request, UNAVAILABLE, TEXT, SafeText.line(Reason.of(e, List.of())));
      }
    }
  }

  private synchronized String page() throws IOException {
    long now = folder.journalSize();
    if (now != size) {
      StudyHistory history = folder.history();
      if (!history.isBegun()) {
        throw new IOException("The study has not started yet.");
      }
      boolean driven = folder.holder().isPresent();
      StudyRecord record = history.record();
      page = ReportPage.of(driven ? record.ofRunning() : record);
      size = now;
    }
    return page;
  }

  private static void send(HttpExchange request, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    request.getResponseHeaders().set("Content-Type", type);
    request.getResponseHeaders().set("Cache-Control", "no-store");
    request.sendResponseHeaders(status, bytes.length);
    request.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
