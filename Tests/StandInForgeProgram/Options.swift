/// What the command line asks for.
struct Options {
    var seed: String?
    var fleet = 0
    var port = 0
    var organization = "acme"
    var folder: String?
    var socket: String?
    /// Where the App's private key is written.
    var appKey: String?
    /// Where the pull requests' descriptions are written at the end.
    var pulls: String?
    /// Where the App's deliveries are posted, and the file with the secret that signs them.
    var webhook: String?
    var webhookSecret: String?
    var printsEnvironment = false

    static let usage = """
        usage: stand-in-forge [--seed FOLDER] [--fleet N] [--org NAME] [--port P] [--data FOLDER] [--socket FILE]
                              [--app-key FILE] [--pulls FOLDER] [--print-env]
                              [--webhook URL --webhook-secret FILE]
        Serves a stand-in for GitHub on 127.0.0.1 until its standard input ends or it gets SIGTERM or SIGINT.
        With --pulls every pull request is written as a file of that folder at the end of standard input.

        """

    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            if option == "--print-env" {
                printsEnvironment = true
                continue
            }
            guard let value = rest.popFirst(), set(option, to: value) else { return nil }
        }
        guard (webhook == nil) == (webhookSecret == nil) else { return nil }
    }

    private mutating func set(_ option: String, to value: String) -> Bool {
        switch option {
        case "--seed": seed = value
        case "--org": organization = value
        case "--data": folder = value
        case "--socket": socket = value
        case "--app-key": appKey = value
        case "--pulls": pulls = value
        case "--webhook": webhook = value
        case "--webhook-secret": webhookSecret = value
        case "--fleet":
            guard let number = Int(value), (1...10_000).contains(number) else { return false }
            fleet = number
        case "--port":
            guard let number = Int(value), (0...65_535).contains(number) else { return false }
            port = number
        default: return false
        }
        return true
    }
}
