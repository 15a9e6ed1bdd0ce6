print("complybot")
