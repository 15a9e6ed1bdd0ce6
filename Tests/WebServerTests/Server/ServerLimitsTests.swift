import Testing
import WebServer

@Suite("Limits of the server")
struct ServerLimitsTests {
    @Test("A body as large as GitHub ever sends is accepted")
    func bodyBytes() {
        #expect(ServerLimits().bodyBytes >= 25_000_000)
    }
}
