using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace PublicServices.Tests.EndToEnd;

/// <summary>Sends a file in blocks as the files page's script does, step by step.</summary>
internal sealed class Uploader(Visitor family, Visitor phone, string registration)
{
    private readonly string _path = $"/api/exams/registrations/{registration}/uploads";

    public Task<Answer> OpenAsync(byte[] content, string kind = "transcript", string name = "học bạ.jpg", string type = "image/jpeg") =>
        family.PostAsync(_path, Announce(content, kind, name, type));

    public Task<Answer> ContinueAsync(string upload) => family.GetAsync($"{_path}/{upload}");

    public Task<Answer> CompleteAsync(string upload) => family.PostAsync($"{_path}/{upload}/complete");

    public static string Announce(byte[] content, string kind, string name, string type) => new JsonObject
    {
        ["kind"] = kind,
        ["fileName"] = name,
        ["contentType"] = type,
        ["sizeBytes"] = content.Length,
        ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)),
    }.ToJsonString();

    /// <summary>Sends the block a ticket says is next.</summary>
    public Task<Answer> SendNextAsync(Answer ticket, byte[] content)
    {
        var blockBytes = ticket.Json["blockBytes"]!.GetValue<int>();
        return SendAsync(ticket.Text("address"), ticket.Json["receivedBytes"]!.GetValue<int>() / blockBytes, content, blockBytes);
    }

    public Task<Answer> SendAsync(string address, int block, byte[] content, int blockBytes)
    {
        var from = block * blockBytes;
        return SendAsync(address.Replace("{block}", $"{block:D8}", StringComparison.Ordinal), content[from..Math.Min(content.Length, from + blockBytes)]);
    }

    /// <summary>Nobody is signed in: the address is all it takes.</summary>
    public Task<Answer> SendAsync(string address, byte[] block)
    {
        var body = new ByteArrayContent(block);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return phone.SendAsync(HttpMethod.Put, address, body);
    }

    /// <summary>Sends what is left of a file, and completes it.</summary>
    public async Task<Answer> FinishAsync(string upload, byte[] content)
    {
        var ticket = (await ContinueAsync(upload)).Must(HttpStatusCode.OK);
        var blockBytes = ticket.Json["blockBytes"]!.GetValue<int>();
        for (var at = ticket.Json["receivedBytes"]!.GetValue<int>(); at < content.Length; at += blockBytes)
            (await SendAsync(ticket.Text("address"), at / blockBytes, content, blockBytes)).Must(HttpStatusCode.Created);
        return await CompleteAsync(upload);
    }
}
