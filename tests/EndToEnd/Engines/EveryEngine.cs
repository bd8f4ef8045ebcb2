using PublicServices.Tests.EndToEnd.Crashes;
using PublicServices.Tests.EndToEnd.Journeys;

namespace PublicServices.Tests.EndToEnd.Engines;

// The same journeys, repeats, conflicts, sweeps and kills on every engine: the domain cannot tell which it is.

[Collection(ServiceGroup.Name)]
public sealed class FamilyJourneyOnEmbeddedTests(EmbeddedService service) : FamilyJourneyTests(service);

[Collection(ServiceGroup.Name)]
public sealed class PortalWebhookOnEmbeddedTests(EmbeddedService service) : PortalWebhookTests(service);

[Collection(ServiceGroup.Name)]
public sealed class RepeatedRequestOnEmbeddedTests(EmbeddedService service) : RepeatedRequestTests(service);

public sealed class SweepOnEmbeddedTests() : SweepTests(TestedEngine.Embedded);

public sealed class KilledUnderLoadOnEmbeddedTests(ITestOutputHelper output) : KilledUnderLoadTests(TestedEngine.Embedded, output);

[Collection(AzureGroup.Name)]
public sealed class FamilyJourneyOnAzureTests(AzureService service) : FamilyJourneyTests(service);

[Collection(AzureGroup.Name)]
public sealed class PortalWebhookOnAzureTests(AzureService service) : PortalWebhookTests(service);

[Collection(AzureGroup.Name)]
public sealed class RepeatedRequestOnAzureTests(AzureService service) : RepeatedRequestTests(service);

public sealed class SweepOnAzureTests() : SweepTests(TestedEngine.Azure);

public sealed class KilledUnderLoadOnAzureTests(ITestOutputHelper output) : KilledUnderLoadTests(TestedEngine.Azure, output);

[Collection(AzureFunctionsGroup.Name)]
public sealed class FamilyJourneyOnAzureFunctionsTests(AzureFunctionsService service) : FamilyJourneyTests(service);

[Collection(AzureFunctionsGroup.Name)]
public sealed class PortalWebhookOnAzureFunctionsTests(AzureFunctionsService service) : PortalWebhookTests(service);

[Collection(AzureFunctionsGroup.Name)]
public sealed class RepeatedRequestOnAzureFunctionsTests(AzureFunctionsService service) : RepeatedRequestTests(service);

public sealed class SweepOnAzureFunctionsTests() : SweepTests(TestedEngine.AzureFunctions);

public sealed class KilledUnderLoadOnAzureFunctionsTests(ITestOutputHelper output) : KilledUnderLoadTests(TestedEngine.AzureFunctions, output);
