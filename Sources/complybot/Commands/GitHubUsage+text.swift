internal import Basics
import Forge

extension GitHubUsage {
    /// What talking to GitHub has cost, in one line for people.
    var text: String {
        var text = "GitHub took \(requests.of("request")), \(writes) of them to write"
        if cached > 0 { text += "; \(cached) found nothing changed" }
        if repeats > 0 { text += "; \(repeats) were repeated" }
        let seconds = (waitedMilliseconds + 500) / 1000
        if seconds > 0 { text += "; its limits made workers wait \(seconds.of("second"))" }
        return text
    }

}
