"""Pictures and sound: the animatic, probing, assembly and subtitles."""
