using System.Text.Json.Serialization;
using PublicServices.Tuition;

namespace PublicServices.Functions.Tuition;

/// <summary>What a school sends about its invoices; without a name it is the one of its price notice.</summary>
internal sealed record InvoiceSettingsBody(
    string TaxCode, string Address, int Form, string Series, string Name = "", string? Phone = null, string? Email = null, string? BankAccount = null,
    string? BankName = null)
{
    public InvoiceSettings ToSettings() => new(Name, TaxCode, Address, Phone, Email, BankAccount, BankName, Form, Series);
}

/// <summary>Who a pupil's invoices are made out to; what is left out is the pupil's.</summary>
internal sealed record InvoiceBuyerBody(
    string? Name = null, string? TaxCode = null, string? PersonalNumber = null, string? Address = null, string? Email = null);

/// <summary>Numbers that came back from the provider.</summary>
internal sealed record InvoiceNumbersBody(IReadOnlyList<GivenNumber> Numbers);

/// <summary>Source-generated JSON of what callers send about invoices.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(InvoiceSettingsBody))]
[JsonSerializable(typeof(InvoiceBuyerBody))]
[JsonSerializable(typeof(InvoiceNumbersBody))]
internal sealed partial class InvoiceHttpJson : JsonSerializerContext;
