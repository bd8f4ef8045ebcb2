using System.Text.Json.Serialization;

namespace PublicServices.Finance;

/// <summary>Source-generated JSON for finance's records, messages, rows and answers. What the ledger keeps is in <see cref="LedgerJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(JournalPostedV1))]
[JsonSerializable(typeof(AccountDayRow))]
[JsonSerializable(typeof(AccountLineRow))]
public sealed partial class FinanceJson : JsonSerializerContext;
