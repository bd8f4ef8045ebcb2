using PublicServices.Functions.Hosting;

return await Commands.RunAsync(args);
