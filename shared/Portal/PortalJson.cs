using System.Text.Json.Serialization;

namespace PublicServices.Portal;

/// <summary>Source-generated JSON of the portal feature.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(InboundEnvelope))]
[JsonSerializable(typeof(InboundDossier))]
[JsonSerializable(typeof(WebhookReceipt))]
[JsonSerializable(typeof(EndpointRegister))]
[JsonSerializable(typeof(DeliveryTrail))]
[JsonSerializable(typeof(StatusChanged))]
[JsonSerializable(typeof(DeliveryDueV1))]
[JsonSerializable(typeof(DeliveriesRecordedV1))]
[JsonSerializable(typeof(EndpointReportedV1))]
[JsonSerializable(typeof(EndpointRecoveredV1))]
[JsonSerializable(typeof(ReplayRequestedV1))]
[JsonSerializable(typeof(TrailRewoundV1))]
[JsonSerializable(typeof(FailedAttempt))]
[JsonSerializable(typeof(DeliveryLine))]
[JsonSerializable(typeof(TrailBehind))]
[JsonSerializable(typeof(EndpointChallenge))]
[JsonSerializable(typeof(NewEndpoint))]
[JsonSerializable(typeof(EndpointSecret))]
[JsonSerializable(typeof(EndpointSummary))]
[JsonSerializable(typeof(EndpointList))]
[JsonSerializable(typeof(ReplayBegun))]
[JsonSerializable(typeof(PortalDigest))]
[JsonSerializable(typeof(DeliveryPage))]
[JsonSerializable(typeof(DeliveryTrace))]
[JsonSerializable(typeof(WaitingPage))]
public sealed partial class PortalJson : JsonSerializerContext;
