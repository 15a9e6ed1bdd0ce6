import Testing

@testable import Forge

@Suite("Headers of deliveries")
struct WebhookHeadersTests {
    private let guid = "72d3162e-cc78-11e3-81ab-4c9367dc0958"

    @Test("they name the event, the delivery in lower case, and the hook where it is told")
    func wellFormed() throws {
        let headers = try WebhookHeaders(
            event: ["pull_request"], delivery: [guid.uppercased()], hook: ["292430182"])
        #expect(headers.event == "pull_request")
        #expect(headers.delivery == guid)
        #expect(headers.hook == 292_430_182)
        #expect(try WebhookHeaders(event: ["ping"], delivery: [guid], hook: []).hook == 0)
    }

    @Test(
        "one that is missing, doubled or malformed is refused by its name",
        arguments: [
            ([], ["G"], ["1"], "X-GitHub-Event"), ([""], ["G"], [], "X-GitHub-Event"),
            (["push", "push"], ["G"], [], "X-GitHub-Event"),
            (["Push"], ["G"], [], "X-GitHub-Event"), (["pu sh"], ["G"], [], "X-GitHub-Event"),
            ([String(repeating: "p", count: 65)], ["G"], [], "X-GitHub-Event"),
            (["push"], [], [], "X-GitHub-Delivery"),
            (["push"], ["G", "G"], [], "X-GitHub-Delivery"),
            (["push"], ["1"], [], "X-GitHub-Delivery"),
            (["push"], ["G0"], [], "X-GitHub-Delivery"),
            (["push"], ["72d3162e-cc78-11e3-81ab_4c9367dc0958"], [], "X-GitHub-Delivery"),
            (["push"], ["72d3162e-cc78-11e3-81ab-4c9367dc095g"], [], "X-GitHub-Delivery"),
            (["push"], ["G"], ["x"], "X-GitHub-Hook-ID"),
            (["push"], ["G"], ["-1"], "X-GitHub-Hook-ID"),
            (["push"], ["G"], ["99999999999999999999"], "X-GitHub-Hook-ID"),
            (["push"], ["G"], ["1", "1"], "X-GitHub-Hook-ID"),
            (["push"], ["G"], [""], "X-GitHub-Hook-ID"),
        ])
    func malformed(_ event: [String], _ delivery: [String], _ hook: [String], _ header: String) {
        let ids = delivery.map { $0.replacing("G", with: guid) }
        let error = #expect(throws: WebhookError.self) {
            try WebhookHeaders(event: event, delivery: ids, hook: hook)
        }
        #expect(error?.code == .malformedHeader)
        #expect(error?.subject == header)
    }
}
