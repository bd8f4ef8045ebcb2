using System.Globalization;
using System.Text;
using PublicServices.Kernel;

namespace PublicServices.Infra.VietQr;

/// <summary>What a VietQR code says: EMVCo's merchant-presented text, ended by its checksum.</summary>
/// <remarks>Source: NAPAS, QR code format for IBFT, version 1.5.2.</remarks>
internal static class VietQrText
{
    private const string Guid = "A000000727";
    private const string ToAccount = "QRIBFTTA";
    private const string Dong = "704";
    private const int MaxValueLength = 99;

    /// <summary>A transfer of one amount to one account.</summary>
    /// <param name="bin">The bank, 6 digits.</param>
    /// <param name="account">Account number, at most 19 characters.</param>
    /// <param name="amount">Whole đồng, more than zero.</param>
    /// <param name="purpose">What banking applications put into the transfer's text; ASCII, at most 25 characters.</param>
    /// <param name="billNumber">Null for none.</param>
    public static string Of(string bin, string account, Money amount, string purpose, string? billNumber = null)
    {
        if (amount.Currency != Money.Dong || amount.MinorUnits <= 0) throw new ArgumentOutOfRangeException(nameof(amount), "Only đồng can be transferred.");
        var additional = (billNumber is null ? "" : Field("01", billNumber)) + Field("08", purpose);
        var text = Field("00", "01")
            + Field("01", "12")
            + Field("38", Field("00", Guid) + Field("01", Field("00", bin) + Field("01", account)) + Field("02", ToAccount))
            + Field("53", Dong)
            + Field("54", amount.MinorUnits.ToString(CultureInfo.InvariantCulture))
            + Field("58", "VN")
            + Field("62", additional)
            + "6304";
        return text + Checksum(text);
    }

    /// <summary>CRC-16/CCITT-FALSE of the text's bytes: polynomial 1021, start FFFF, four capital hex digits.</summary>
    public static string Checksum(string text)
    {
        ushort crc = 0xFFFF;
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            crc ^= (ushort)(b << 8);
            for (var bit = 0; bit < 8; bit++) crc = (ushort)((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1);
        }

        return crc.ToString("X4", CultureInfo.InvariantCulture);
    }

    private static string Field(string id, string value) => value.Length is > 0 and <= MaxValueLength
        ? string.Create(CultureInfo.InvariantCulture, $"{id}{value.Length:D2}{value}")
        : throw new ArgumentException($"Field {id} holds 1 to {MaxValueLength} characters.", nameof(value));
}
