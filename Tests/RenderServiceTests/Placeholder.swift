import Testing

@testable import RenderService
