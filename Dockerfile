# scenec with everything that a worker needs; the command line follows the image's name.
FROM python:3.12-slim
COPY . /source
RUN pip install --no-cache-dir "/source[telemetry]" && rm -r /source
WORKDIR /project
ENTRYPOINT ["scenec"]
